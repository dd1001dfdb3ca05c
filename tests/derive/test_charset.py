from __future__ import annotations

import pytest

from pipeline.derive.charset import as_utf8, decode

ARABIC = "نقلت الحافلات مئات السكان من المدينة المحاصرة إلى مخيم مؤقت"
CHINESE = "新华社北京电 当地政府表示数百名居民已被转移"


@pytest.mark.parametrize(
    ("text", "encoding", "content_type", "meta"),
    [
        (ARABIC, "utf-8", None, None),
        (ARABIC, "utf-8", "text/html; charset=gb2312", "windows-1256"),
        (ARABIC, "utf-8-sig", "text/html; charset=ISO-8859-1", None),
        (ARABIC, "utf-16", "text/html; charset=utf-8", None),
        (ARABIC, "windows-1256", "text/html; charset=windows-1256", None),
        (ARABIC, "windows-1256", "text/html", "windows-1256"),
        (ARABIC, "windows-1256", "text/html; charset=ISO-8859-1", "windows-1256"),
        (ARABIC, "windows-1256", "text/html; charset=utf-8", None),
        (ARABIC, "windows-1256", None, None),
        (CHINESE, "gb2312", "text/html", "gb2312"),
        (CHINESE + "镕", "gb18030", "text/html", "gb2312"),
        (CHINESE, "gb2312", "text/html; charset=utf-8", "utf-8"),
        (CHINESE, "gb18030", "text/html; charset=no-such-charset", None),
        ("Déjà vu à l'hôtel", "windows-1252", "text/html; charset=ISO-8859-1", None),
        ("Déjà vu à l'hôtel", "windows-1252", None, None),
        ("réfugiés évacués.", "windows-1252", None, None),
        ("plain", "ascii", "text/html; charset=punycode", None),
    ],
)
def test_text_survives_missing_and_lying_declarations(
    text: str, encoding: str, content_type: str | None, meta: str | None
) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={meta}">' if meta else "<html>"
    body = (head + text).encode(encoding)
    assert decode(body, content_type) == head + text
    assert as_utf8(body, content_type) == (head + text).encode()


def test_one_broken_byte_does_not_change_the_charset() -> None:
    body = (ARABIC * 10).encode() + b"\xff" + ARABIC.encode()
    assert decode(body, "text/html; charset=utf-8") == ARABIC * 10 + "\ufffd" + ARABIC
