# ruff: noqa: E501 - sentences stand whole
from __future__ import annotations

import pytest

from mtdetect.model.english import FOREIGN_WORDS, SHARED_WORDS
from mtdetect.model.folder import load_model, shipped_folder
from mtdetect.model.lexicon import FUNCTION_WORDS
from mtdetect.text.prose.genre import code_share, verse_share
from mtdetect.tokens.language import english_only
from tests.test_shipped_model import HUMAN, REWRITTEN, detector

pytestmark = pytest.mark.skipif(not shipped_folder().is_dir(), reason="needs the vocabulary of models/en")

OTHERS = {
    "afrikaans": "Die boer het gister die laaste skape na die dorp gebring, want dit gaan vannag baie koud word.",
    "dutch": "De bakker op de hoek was gisteren dicht, zodat wij met de fiets naar het dorp zijn gegaan.",
    "german": "Der Bäcker hatte gestern geschlossen, also sind wir mit dem Rad ins nächste Dorf gefahren.",
    "french": "La boulangerie était fermée hier, alors nous sommes allés à vélo jusqu'au village voisin.",
    "spanish": "La panadería estaba cerrada ayer, así que fuimos en bicicleta hasta el pueblo de al lado.",
    "portuguese": "A padaria estava fechada ontem, então fomos de bicicleta até a vila mais próxima.",
    "italian": "Il forno ieri era chiuso, così siamo andati in bicicletta fino al paese vicino.",
    "catalan": "El forn era tancat ahir, així que vam anar amb bicicleta fins al poble del costat.",
    "romanian": "Brutăria era închisă ieri, așa că am mers cu bicicleta până în satul vecin.",
    "norwegian": "Bakeren var stengt i går, så vi tok sykkelen og dro til den neste bygda for å handle.",
    "danish": "Bageren havde lukket i går, så vi tog cyklen og kørte til den næste landsby.",
    "swedish": "Bageriet var stängt i går, så vi tog cykeln och åkte till nästa by för att handla.",
    "finnish": "Leipomo oli eilen kiinni, joten ajoimme pyörällä seuraavaan kylään ostoksille.",
    "polish": "Piekarnia była wczoraj zamknięta, więc pojechaliśmy rowerem do sąsiedniej wsi.",
    "czech": "Pekárna byla včera zavřená, a tak jsme jeli na kole do vedlejší vesnice.",
    "hungarian": "A pékség tegnap zárva volt, ezért biciklivel mentünk át a szomszéd faluba.",
    "turkish": "Fırın dün kapalıydı, bu yüzden bisikletle yandaki köye kadar gittik.",
    "indonesian": "Toko roti itu tutup kemarin, jadi kami naik sepeda ke desa sebelah untuk belanja.",
    "latin": "Heri taberna clausa erat, itaque nos equis ad vicum proximum profecti sumus et panem emimus.",
    "tok pisin": "Asde stua i pas na mipela i kisim baisikel na i go long narapela ples bilong baim bret.",
    "hindi in latin letters": "Kal dukaan band thi, isliye hum log cycle se agle gaon tak gaye aur wahan se roti laye.",
    "hindi": "कल बेकरी बंद थी, इसलिए हम साइकिल से अगले गाँव तक गए और वहाँ से रोटी लाए।",
    "russian": "Вчера пекарня была закрыта, поэтому мы поехали на велосипедах в соседнюю деревню.",
    "greek": "Ο φούρνος ήταν κλειστός χθες, οπότε πήγαμε με το ποδήλατο στο διπλανό χωριό.",
    "arabic": "كان المخبز مغلقا أمس فذهبنا بالدراجة إلى القرية المجاورة واشترينا الخبز من هناك.",
    "chinese": "面包店昨天关门了，所以我们骑自行车去了邻近的村子，在那里买了面包。",
    "japanese": "昨日はパン屋が閉まっていたので、自転車で隣の村まで買いに行きました。",
    "korean": "어제는 빵집이 문을 닫아서 우리는 자전거를 타고 옆 마을까지 갔습니다.",
}
ENGLISH = {
    "singlish": "Wah lau, the queue so long one, but the uncle say can wait lah, so we just stand there and chat.",
    "indian": "Kindly do the needful and revert by Monday itself; the tehsildar has asked for two lakh rupees only.",
    "scots turns": "She wisnae best pleased, mind, and said the wee shop on the brae had been shut since the morning.",
    "names": "Giuseppe Verdi, Wolfgang Schäuble, María García López, Nguyễn Văn An, Jean-Luc Godard, Jan van Dijk",
    "jargon": "The kinase phosphorylates the tubulin heterodimer, so depolymerisation of the axonemal doublets stalls.",
    "archaic": "Whosoever thou art that cometh hither, tarry not, for the hour is late and the gate is shut.",
}


@pytest.mark.parametrize("language", sorted(OTHERS))
def test_a_paragraph_in_another_language_is_left_out_of_an_english_text(language: str) -> None:
    before, after = HUMAN[0]["text"], HUMAN[1]["text"]
    model = detector()._model
    text = f"{before}\n\n{OTHERS[language]}\n\n{after}"
    if language not in ("chinese", "japanese"):  # a long line without blanks is no prose to begin with
        tokens = detector()._tokenizer.batch([text], model.vocabulary)
        ((document, start, end),) = english_only(tokens, model.lexical.english)[1]
        assert (document, text[start:end].rstrip(".।")) == (0, OTHERS[language].rstrip(".।"))
    alone = detector().detect(f"{before}\n\n{after}")
    mixed = detector().detect(text)
    assert (mixed.words, mixed.verdict) == (alone.words, alone.verdict)
    assert mixed.score == pytest.approx(alone.score, abs=0.01)


@pytest.mark.parametrize("variety", sorted(ENGLISH))
def test_a_variety_of_english_is_english(variety: str) -> None:
    text = ENGLISH[variety]
    model = detector()._model
    tokens = detector()._tokenizer.batch([text], model.vocabulary)
    assert english_only(tokens, model.lexical.english)[1] == []


def test_neither_people_nor_rewriters_lose_a_word() -> None:
    model = detector()._model
    for case in HUMAN + REWRITTEN:
        tokens = detector()._tokenizer.batch([case["text"]], model.vocabulary)
        assert english_only(tokens, model.lexical.english)[1] == [], case["id"]


def test_a_text_in_another_language_is_not_judged() -> None:
    report = detector().detect("\n\n".join([OTHERS["german"]] * 6))
    least = load_model().settings.least_words
    assert (report.verdict, report.spans) == ("abstain", ())
    assert report.note == (
        f"too few words of prose to tell: 0, where at least {least} are needed "
        "(mostly another language: 100% of the characters, and 0% are English)"
    )


VERSE = "The ferry left without a bell,\nThe harbour lamps were low,\nAnd no one on the quay could tell\nWhich way the tide would go.\n\n"
CODE = "def close(self, reason):\n    self.lock.acquire()\n    for item in self.queue:\n        item.cancel(reason)\n    return len(self.queue)\n\n"
WRAPPED = (
    "Since the harbour board met last week, two of the ferries have been laid\n"
    "up for repairs, and the third runs only in the mornings. Passengers who\n"
    "want to cross after noon must take the bus round the head of the bay, a\n"
    "journey of some forty minutes, or wait until the next day's first boat.\n"
)
CHAT = "ann: did you see the boat this morning?\nbob: no, I was still asleep.\nann: it left an hour early.\n"


def test_verse_is_told_from_wrapped_prose_and_from_chat() -> None:
    assert verse_share(VERSE * 4) > 0.9
    assert verse_share(WRAPPED * 4) == 0
    assert verse_share(CHAT * 4) == 0


def test_code_is_told_from_prose() -> None:
    assert code_share(CODE * 4) > 0.6
    assert code_share(WRAPPED * 4) == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (VERSE * 4, "verse or headings: "),
        (CODE * 8, "mostly code"),
        ("The Ferry That Left an Hour Early", "a title, headings or a list alone"),
        ("12.5 13.7 14.1\n88.1 90.2 91.0\n" * 20, "mostly numbers and signs"),
        ("a " * 300, "the same words over and over: 1 different stretches"),
        ("You can buy it here for less than you think. " * 30, "the same words over and over: 10 different"),
    ],
)
def test_what_is_no_prose_is_not_judged_and_the_note_says_why(text: str, reason: str) -> None:
    report = detector().detect(text)
    assert report.verdict == "abstain"
    assert reason in (report.note or "")


def test_wrapped_prose_is_judged() -> None:
    assert detector().detect(WRAPPED * 2).verdict != "abstain"


def test_a_text_that_repeats_whole_paragraphs_is_judged() -> None:
    assert detector().detect(WRAPPED * 10).verdict != "abstain"


def test_shared_words_are_known_words() -> None:
    assert SHARED_WORDS <= FUNCTION_WORDS
    assert not FOREIGN_WORDS & FUNCTION_WORDS
