from __future__ import annotations

import pickle
from datetime import UTC, date, datetime

import pytest
from lxml import html

from pipeline.capture import Capture
from pipeline.derive.articles import Page, PageError, extract_page
from pipeline.derive.container import heaviest_container
from tests.support import calls_of

# One report in the markup of each layout the source has used, as small as shows the layout.
TITLE = "نقل سكان ثلاث قرى إلى مراكز إيواء"
PARAGRAPHS = [
    "المدينة 29 مايو 2018 (شينخوا) نقلت فرق الدفاع المدني اليوم (الثلاثاء) مئات السكان من ثلاث قرى قريبة من النهر "
    "إلى مراكز إيواء مؤقتة، بعد أن غمرت المياه الطرق الرئيسية، حسبما أفادت السلطات المحلية.",
    "وقال مسؤول محلي إن الحافلات أقلت كبار السن والمرضى أولا، مضيفا أن عمليات النقل ستستمر حتى مساء غد.",
    "ولم ترد أنباء عن سقوط ضحايا.",
]
MARKUP = "".join(f"<p>\u3000\u3000{text}</p>\n" for text in PARAGRAPHS)
_UNCLOSED = "".join(f"<p>\u3000\u3000{text}\n" for text in PARAGRAPHS)
_RELATED = (
    '<ul><li><a href="/2018-05/30/c_137200001.htm">خبر آخر عن النهر</a><span class="publish-time">2018-05-30 09:00:00'
    '</span></li><li><a href="/2018-05/28/c_137200002.htm">خبر ثالث</a></li></ul>'
)
_NAV = '<div class="nav"><a href="/">الرئيسية</a> | <a href="/world/index.htm">العالم</a></div>'

ARABIC_2018_A = f"""<html><head><meta charset="utf-8"><title>{TITLE}_Arabic.news.cn</title></head><body>{_NAV}
<h1>{TITLE}</h1><div><span>arabic.news.cn</span> | <span>2018-05-29 22:05:11</span></div>
<div class="share"><a href="#">فيسبوك</a></div><div id="Content">{MARKUP}</div>
<div class="bj">المحرر: تشن لي</div><h3>أخبار ذات صلة</h3>{_RELATED}</body></html>"""

ARABIC_2018_B = f"""<html><head><meta charset="utf-8"><title>{TITLE} - Xinhua | Arabic.News.Cn</title></head>
<body>{_NAV}
<h1>{TITLE}</h1><p class="t">22:05:11 29-05-2018 | Arabic. News. Cn</p>
<div class="box"><div class="words">{MARKUP}</div></div><div>تحرير: تشن لي</div>{_RELATED}</body></html>"""

ARABIC_2022 = f"""<html><head><meta charset="utf-8"><meta property="og:title" content="{TITLE}"></head><body>{_NAV}
<div class="infos"><span class="source-time">2018-05-29 22:05:11</span></div>
<div class="cont">{MARKUP}</div><div class="editor">المحرر: تشن لي</div><aside>{_RELATED}</aside></body></html>"""

ENGLISH_NEWS = f"""<html><head><meta charset="utf-8"><title>x</title></head><body>{_NAV}
<div class="conTop"><h1>{TITLE}</h1><div class="time">2018-05-29 22:05:11</div></div>
<div id="detailContent">{MARKUP}</div><div class="right"><h1>Latest</h1>{_RELATED}</div></body></html>"""

_HEADER_2023 = f"""<div class="header domPC"><div class="header-time"><span class="year"><em>2018</em></span>
<span class="day"><em>05</em>/<em>29</em></span><span class="time">22:05:11</span></div>
<h1><span class="title">{TITLE}</span></h1></div>
<div class="mheader domMobile"><h1><span class="title">{TITLE}</span></h1>
<div class="info">2018-05-29 22:05:11 <span>来源：شينخوا</span></div></div>"""
_EDITOR_2023 = (
    '<div id="articleEdit"><a class="advise">【纠错】</a><span class="editor">\n【责任编辑:تشن لي\n】</span></div>'
)

NEWS_2023 = f"""<html><head><meta charset="utf-8"><title>x</title></head><body>{_HEADER_2023}
<div id="detail">{MARKUP}{_EDITOR_2023}</div><div class="nextpage">阅读下一篇：</div>{_RELATED}</body></html>"""

NEWS_2025 = f"""<html><head><meta charset="utf-8"><title>x</title></head><body>{_HEADER_2023}
<div id="detail"><span id="detailContent">{MARKUP}</span>{_EDITOR_2023}</div>{_RELATED}</body></html>"""

XINHUANET_2019 = f"""<html><head><meta charset="utf-8"><title>x</title></head><body>
<div class="news-position"><a href="/">شينخوا</a> <a href="/world/index.htm">العالم</a> 正文</div>
<div class="h-title">{TITLE}</div><div class="h-info"><span class="h-time"> 2018-05-29 22:05:11</span></div>
<div id="p-detail">{MARKUP}<div class="zan-wap"><p>赞 +1</p></div>
<div class="p-tags"><span class="p-jc"><a class="advise">【纠错】</a>责任编辑： تشن لي</span></div></div>
<div class="part2">{_RELATED}</div></body></html>"""

XINHUA_2012 = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>{TITLE}_新华网</title>
<body><table><tr><td>{_NAV}<tr><td><table><tr><td><font size="5"><b id="title">{TITLE}</b></font>
<tr><td>2018年05月29日 22:05:11　来源：新华网 <a href="#">打印</a>
<tr><td class="c"><font>{_UNCLOSED}<p>(责任编辑：تشن لي)</font></table>
<td><table><tr><td><a href="/a">خبر آخر عن النهر</a> 05-30 09:00<tr><td><a href="/b">خبر ثالث</a></table></table>"""

PEOPLE_DAILY = f"""<html><head><meta charset="utf-8"><title>x</title></head><body>{_NAV}<h1>{TITLE}</h1>
<div class="origin">2018:05:29.22:05 &nbsp; المصدر: شينخوا</div>
<div class="txt">{MARKUP}</div>{_RELATED}</body></html>"""

GENERAL = f"<div id='menu'>{_NAV}</div><article><h1>{TITLE}</h1>{MARKUP}</article><div class='footer'>{_RELATED}</div>"

SEEN = datetime(2026, 1, 9, tzinfo=UTC)
URL = "http://arabic.news.example/2018-05/29/c_137215577.htm"
STAMP = datetime(2018, 5, 29, 14, 5, 11, tzinfo=UTC)


def extracted(body: str | bytes, url: str = URL, content_type: str = "text/html; charset=utf-8") -> Page:
    data = body.encode() if isinstance(body, str) else body
    return extract_page(Capture(url, SEEN, 200, (("Content-Type", content_type),), data))


@pytest.mark.parametrize(
    ("template", "page", "editor"),
    [
        ("arabic_2018_a", ARABIC_2018_A, "تشن لي"),
        ("arabic_2018_b", ARABIC_2018_B, "تشن لي"),
        ("arabic_2022", ARABIC_2022, "تشن لي"),
        ("english_news", ENGLISH_NEWS, None),
        ("news_2023", NEWS_2023, "تشن لي"),
        ("news_2025", NEWS_2025, "تشن لي"),
        ("xinhuanet_2019", XINHUANET_2019, "تشن لي"),
        ("xinhua_2012", XINHUA_2012, "تشن لي"),
        ("people_daily", PEOPLE_DAILY, None),
    ],
)
def test_known_layout_gives_title_stamp_and_exactly_its_text(template: str, page: str, editor: str | None) -> None:
    found = extracted(page)
    assert found.template == template
    assert found.title == TITLE
    assert found.body == "\n".join(PARAGRAPHS)
    assert found.stamp_at is not None
    assert found.stamp_at.replace(second=11) == STAMP
    assert found.meta_at is None
    assert found.url_on == date(2018, 5, 29)
    assert found.editor == editor
    assert found.language == "ar"


def test_2012_page_in_gb2312_with_character_references_is_read() -> None:
    body = XINHUA_2012.encode("gb2312", errors="xmlcharrefreplace")
    assert extracted(body, content_type="text/html").body == "\n".join(PARAGRAPHS)


def test_page_in_windows_1256_behind_a_lying_header_is_read() -> None:
    page = ARABIC_2018_A.replace("utf-8", "windows-1256").replace("\u3000", "&#12288;")
    body = page.encode("windows-1256")
    assert extracted(body, content_type="text/html; charset=ISO-8859-1").body == "\n".join(PARAGRAPHS)


def test_layout_is_known_by_structure_on_any_host() -> None:
    found = extracted(XINHUANET_2019, url="http://mirror.example.org/x.html")
    assert (found.template, found.stamp_at, found.url_on) == ("xinhuanet_2019", STAMP, None)


def test_text_keeps_letters_and_invisible_marks_as_published() -> None:
    told = "«النّازحون»: نـحن\u200c هنا (\u200fشينخوا\u200f)، ا\u0655لخ؛ &amp;lt; &mdash; <b>بدأ</b>ت <a>اليوم</a>."
    shown = "«النّازحون»: نـحن\u200c هنا (\u200fشينخوا\u200f)، ا\u0655لخ؛ &lt; — بدأت اليوم."
    page = ARABIC_2022.replace(PARAGRAPHS[1], told)
    assert extracted(page).body.split("\n")[1] == shown


def test_white_space_in_a_paragraph_is_folded_and_breaks_part_paragraphs() -> None:
    page = ARABIC_2022.replace(PARAGRAPHS[1], "سطر\n\t أول&nbsp;&nbsp;هنا<br><br>سطر ثان")
    assert extracted(page).body.split("\n")[1:3] == ["سطر أول هنا", "سطر ثان"]


def test_text_without_paragraph_elements_is_read_by_its_breaks() -> None:
    page = XINHUA_2012.replace("<p>", "<br><br>")
    assert extracted(page).body == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize("page", [ARABIC_2018_A, ARABIC_2018_B, ARABIC_2022, XINHUANET_2019, PEOPLE_DAILY])
def test_urgent_report_of_one_line_is_read_without_the_frame_that_outweighs_it(page: str) -> None:
    footer = '<div class="footer"><p>جميع حقوق النشر محفوظة لموقع العينة، ولا يجوز إعادة النشر دون إذن كتابي</p></div>'
    page = page.replace(MARKUP, "<p>عاجل: بدء إجلاء المرضى</p>").replace("</body>", f"{footer}</body>")
    assert extracted(page).body == "عاجل: بدء إجلاء المرضى"


def test_title_repeated_above_the_text_is_left_out_and_a_later_one_kept() -> None:
    page = ARABIC_2022.replace(MARKUP, f"<p>{TITLE}</p>{MARKUP}<p>{TITLE}</p>")
    assert extracted(page).body == "\n".join([*PARAGRAPHS, TITLE])


def test_pictures_inside_the_text_are_listed_without_their_captions() -> None:
    picture = '<p align="center"><img src="137215577_1n.jpg"></p><p><font color="navy">حافلات. تصوير: شينخوا</font></p>'
    page = XINHUANET_2019.replace(MARKUP, picture + MARKUP)
    found = extracted(page)
    assert found.image_urls == ("http://arabic.news.example/2018-05/29/137215577_1n.jpg",)
    assert found.body == "\n".join(PARAGRAPHS)


def test_two_page_article_names_its_other_pages_and_leaves_the_pager_out() -> None:
    pager = (
        '<div><span>1</span> <a href="c_137215577_2.htm">2</a> <a href="/2018-05/29/c_137215577_3.htm?x">3</a>'
        ' <a href="c_137215577_2.htm">التالي</a><a href="c_137215577.htm">1</a></div>'
        '<a href="c_137215578_2.htm"></a><a href="/2017-05/29/c_137215577_2.htm"></a>'
    )
    page = XINHUANET_2019.replace(MARKUP, MARKUP + pager)
    found = extracted(page)
    assert found.page_urls == (
        "http://arabic.news.example/2018-05/29/c_137215577_2.htm",
        "http://arabic.news.example/2018-05/29/c_137215577_3.htm?x",
    )
    assert found.body == "\n".join(PARAGRAPHS)
    second = extracted(page.replace("_2.htm", ".htm"), url=URL.replace(".htm", "_2.htm"))
    assert second.page_urls[0] == URL


def test_stamp_split_over_elements_is_read_where_the_mobile_header_is_missing() -> None:
    assert extracted(NEWS_2023.replace("mheader", "x")).stamp_at == STAMP
    assert extracted(NEWS_2025.replace("mheader", "x").replace("> <", "><")).stamp_at == STAMP


def test_paragraph_of_links_in_the_text_is_text() -> None:
    links = '<p><a href="/a">رابط أول</a> <a href="/b">رابط ثان</a> <a href="/c">رابط ثالث</a></p>'
    found = extracted(XINHUANET_2019.replace(MARKUP, links + MARKUP))
    assert found.body == "\n".join(["رابط أول رابط ثان رابط ثالث", *PARAGRAPHS])


@pytest.mark.parametrize(
    "odd",
    [
        f"<p>{PARAGRAPHS[0]}</p>",
        f"<p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[2]}</p>",
        "<p>Facebook</p>",
        "<p> \n</p><p><b></b></p>",
        "<p>سطر<br>سطر ثان<br><br></p>",
        "<p><br>سطر</p>سطر سائب<br>وآخر",
        "<p style='display: none'>ما لا يظهر</p>",
        "<p style='text-align: center' align='center'>فقرة في الوسط</p>",
        "<p class='noprint'>فقرة</p>",
        "<p>صورة <img src='a.jpg'> في الفقرة</p>",
    ],
)
def test_container_of_plain_paragraphs_reads_as_trafilatura_reads_it_among_other_elements(odd: str) -> None:
    """An element that trafilatura drops, and that is no paragraph, leads to `bare_extraction`."""
    page = XINHUANET_2019.replace(MARKUP, odd + MARKUP)
    assert extracted(page).body == extracted(page.replace(MARKUP, f"{MARKUP}<figure></figure>")).body


def test_text_inside_an_element_named_like_a_frame_is_kept() -> None:
    page = NEWS_2023.replace(MARKUP, f'<div class="pages share">{MARKUP}</div>')
    assert extracted(page).body == "\n".join(PARAGRAPHS)


def test_stamp_of_a_neighbour_is_not_the_pages() -> None:
    page = XINHUANET_2019.replace("2018-05-29 22:05:11", "")
    assert "2018-05-30 09:00:00" in page
    found = extracted(page)
    assert (found.stamp_at, found.meta_at) == (None, None)


def test_stamp_after_the_capture_is_dropped() -> None:
    assert extracted(ARABIC_2022.replace("2018-05-29", "2026-01-12")).stamp_at is None


def test_wrapper_called_content_is_not_taken_for_the_text() -> None:
    page = ARABIC_2018_A.replace('<div id="Content">', "<div>").replace("<body>", '<body><div id="content">')
    assert extracted(page).body == "\n".join(PARAGRAPHS)


def test_script_in_a_heading_is_no_part_of_the_title() -> None:
    page = NEWS_2023.replace(f">{TITLE}<", f">{TITLE}<script>share('{TITLE}');</script><")
    assert extracted(page).title == TITLE


def test_other_page_is_known_among_articles_that_share_its_file_name() -> None:
    folder = "/20250304/0e2a4c6f8b1d43597c9e1f3b5d7a8642"
    others = '<a href="/20250304/11112222333344445555666677778888/c_2.html">خبر</a><a href="javascript:void(0)">حجم</a>'
    page = XINHUANET_2019.replace(MARKUP, f'{MARKUP}{others}<a href="c_2.html">2</a><a href="{folder}/c_3.html">3</a>')
    home = f"http://arabic.news.example{folder}"
    assert extracted(page, url=f"{home}/c.html").page_urls == (f"{home}/c_2.html", f"{home}/c_3.html")
    assert extracted(page, url=f"{home}/c_2.html").page_urls == (f"{home}/c_3.html",)


def test_section_comes_from_the_breadcrumbs_without_the_front_page() -> None:
    assert extracted(XINHUANET_2019).section == "العالم"
    assert extracted(XINHUANET_2019.replace(">العالم<", "><")).section is None
    assert extracted(ARABIC_2022).section is None


def general(head: str = "", body: str = "") -> str:
    title = f"<title>{TITLE} - Xinhua | English.news.cn</title>"
    return f"<html><head>{title}{head}</head><body>{body or GENERAL}</body></html>"


@pytest.mark.parametrize(
    "suffix", [" - Xinhua | English.news.cn", "_Arabic.news.cn", "-新华网", " | Arabic. News. Cn", " - شينخوا"]
)
def test_name_of_the_site_behind_a_title_goes(suffix: str) -> None:
    body = GENERAL.replace("<h1>", "<h1>قسم</h1><h1>")
    page = f"<html><head><title>{TITLE}{suffix}</title></head><body>{body}</body></html>"
    assert extracted(page).title == TITLE


def test_unknown_layout_is_read_in_the_general_way() -> None:
    found = extracted(general('<link rel="canonical" href="/a?x=1"><meta name="author" content="مراسل">'))
    assert found.template == "general"
    assert found.title == TITLE
    assert found.body == "\n".join(PARAGRAPHS)
    assert found.canonical_link == "http://arabic.news.example/a?x=1"
    assert found.author == "مراسل"
    assert found.stamp_at is None


@pytest.mark.parametrize("frame", ["nav", "noscript"])
def test_frame_that_nobody_closed_does_not_take_the_article_with_it(frame: str) -> None:
    body = f"<div>عنوان الموقع<{frame}><a href='/'>الرئيسية</a>{MARKUP}"
    assert extracted(general(body=body)).body.endswith(PARAGRAPHS[-1])


@pytest.mark.parametrize("layout", ["xinhuanet_2019", "people_daily", "general"])
def test_twice_the_paragraphs_take_no_more_than_twice_the_steps(layout: str) -> None:
    page = {"xinhuanet_2019": XINHUANET_2019, "people_daily": PEOPLE_DAILY, "general": general()}[layout]

    def steps(size: int) -> int:
        return calls_of(lambda: extracted(page.replace(MARKUP, f"<p>{PARAGRAPHS[0]}</p>" * size)))

    steps(500)  # the memos are warm
    assert steps(1_000) < 2.2 * steps(500)


def test_container_is_weighed_in_steps_that_do_not_grow_with_its_depth() -> None:
    def steps(depth: int) -> int:
        tree = html.fromstring(f"<div><p>{PARAGRAPHS[0]}</p>" * depth)
        return calls_of(lambda: heaviest_container(tree, None))

    steps(50)
    assert steps(200) < 2.2 * steps(100)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2018-05-29T14:05:11Z">',
        '<meta name="pubdate" content="2018-05-29 22:05:11">',
        '<script type="application/ld+json">{broken</script><script type="application/ld+json">{"@graph": '
        '[{"@type": "NewsArticle", "datePublished": "2018-05-29T22:05:11+08:00"}]}</script>',
        "<time itemprop='datePublished' datetime='2018-05-29T14:05:11Z'>أمس</time>",
    ],
)
def test_time_of_the_pages_own_metadata_is_kept_apart_from_a_stamp(head: str) -> None:
    found = extracted(general(head))
    assert (found.stamp_at, found.meta_at) == (None, STAMP)


def test_time_in_a_list_of_other_articles_is_not_metadata() -> None:
    aside = "<ul><li><time datetime='2018-05-30T01:00:00Z'>30</time> خبر آخر</li></ul><p>2018-05-30 10:00:00</p>"
    assert extracted(general(body=GENERAL + aside)).meta_at is None


def test_json_ld_nested_without_end_does_no_harm() -> None:
    head = f'<script type="application/ld+json">{"[" * 100_000}</script>'
    assert extracted(general(head)).body == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "empty_body"),
        (b" \n", "empty_body"),
        (b"%PDF-1.4 <<", "not_html"),
        (b"\x89PNG\r\n\x1a\n<", "not_html"),
        (b'{"html": "<p>"}', "not_html"),
        (b"404 page not found", "not_html"),
        (b"<html><head><title>x</title></head><body></body></html>", "no_text"),
        (b"<!-- nothing -->", "unreadable"),
        (b"<div>" * 1_000 + "نص".encode(), "unreadable"),
        (b"<div>" * 100_000, "unreadable"),
        (b"<html><body>" + b"<b></b>" * 1_000_000, "unreadable"),
        (b"<p>" + b"x" * 50_000_000, "unreadable"),
        ((b"<p>" + b"x" * 1_000) * 10_500, "unreadable"),
    ],
    ids=lambda value: f"{value[:12]!r}x{len(value)}" if isinstance(value, bytes) else value,
)
def test_what_holds_no_article_says_why(body: bytes, word: str) -> None:
    with pytest.raises(PageError) as caught:
        extracted(body)
    assert caught.value.word == pickle.loads(pickle.dumps(caught.value)).word == word
    assert URL in str(caught.value)


@pytest.mark.parametrize(
    "sign",
    ["\x01", "\x07", "\x1b", "\x0b", "\ufffe", "\uffff", "\x00", "&#27;", "&#0;", "&#xfffe;", "&#xFFFF;", "&#xd800;"],
)
@pytest.mark.parametrize("is_known", [True, False])
def test_sign_that_no_xml_can_hold_does_not_break_a_page(sign: str, is_known: bool) -> None:
    text = f"{sign}قال مسؤول إن الجيش أجلى سبعمئة من السكان من بلدة عرسال إلى إدلب{sign}."
    known = f"<div class='h-time'>2019-01-01 10:00:00</div><div id='p-detail'>{text}<br>{text}</div>"
    markup = known if is_known else f"<p>{text}</p>"
    page = extract_page(Capture(URL, SEEN, 200, (), f"<html><body>{markup}</body></html>".encode()))
    assert "عرسال" in page.body
