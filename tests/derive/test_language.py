from __future__ import annotations

import pytest

from pipeline.derive.language import language_of


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ar", "أجلت السلطات مئات السكان من القرى القريبة من البركان إلى مراكز إيواء مؤقتة."),
        (
            "ar",
            "وصل بوتين وغورباتشوڤ الى ڤيينا حيث التقى رئيس پارك چونغ، وفق وكالة انباء محلية، وجرى نقل الجرحى",
        ),
        ("fa", "خبرگزاری‌ها گزارش دادند که صدها نفر از ساکنان شهر پس از وقوع زمین لرزه به مناطق امن منتقل شدند."),
        (
            "ur",
            "سیلاب کے بعد ہزاروں افراد کو محفوظ مقامات پر منتقل کر دیا گیا ہے۔",
        ),
        ("ps", "د چارواکو په وينا په دې پېښه کې لسګونه کسان وژل شوي او ټپيان روغتونونو ته لېږدول شوي دي."),
        ("ku", "حکومەتی هەرێمی کوردستان ڕایگەیاند کە هەزاران کەس لە ماڵەکانیان دەرکران و بۆ شوێنی ئارام گواسترانەوە."),
        ("en", "Hundreds of residents were moved to shelters after the river burst its banks, officials said."),
        (
            "fr",
            "Des centaines d'habitants ont été évacués vers des abris après la crue du fleuve, selon les autorités.",
        ),
        ("zh", "当地政府表示，洪水过后数百名居民已被转移到临时安置点，救援工作仍在继续。"),
        ("ja", "当局によると、洪水の後、数百人の住民が避難所に移された。救助活動は続いている。"),
        ("ru", "Сотни жителей были эвакуированы во временные убежища после наводнения."),
        ("und", "عاجل"),
        ("und", "12345 -- 67890 ... 2018-05-29 22:05:11 | 100%"),
        ("und", ""),
    ],
)
def test_language_of_news_text(code: str, text: str) -> None:
    assert language_of(text) == code


def test_arabic_report_with_some_latin_names_is_arabic() -> None:
    text = "قال متحدث باسم منظمة MSF (Médecins Sans Frontières) إن الفريق نقل تسعة جرحى إلى مستشفى قريب من المدينة"
    assert language_of(text) == "ar"
