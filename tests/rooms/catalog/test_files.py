"""The text of files: cut into stretches, and hostile ones refused with a code."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from tests.rooms.catalog.documents import pdf
from wayfare.catalog.files import apart
from wayfare.catalog.files.markdown import markdown
from wayfare.catalog.files.page import page
from wayfare.catalog.files.parts import LONG, Refused
from wayfare.catalog.files.reading import KINDS, read
from wayfare.catalog.files.subtitles import subtitles

SENTENCES = "Read both axes before the bars. " * 20


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        read(path)
    assert refused.value.message
    return refused.value.code


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# --- Markdown
def test_markdown_is_cut_at_its_headings() -> None:
    text = f"# Charts\n\n{SENTENCES}\n\n## Bars {{#bars}}\n\n{SENTENCES}\n\n```\n# no heading\n```\n\n#### Detail\n\n{SENTENCES}"
    found = markdown(text, "untitled")
    assert found.title == "Charts"
    assert [part.title for part in found.parts] == ["Charts", "Bars"]
    assert "# no heading" in found.parts[1].text
    assert found.parts[0].minutes == pytest.approx(len(SENTENCES) / 1200, abs=0.02)


@pytest.mark.parametrize("front", ['+++\ntitle = "Own"\n+++\n', "---\ntitle: Own\nauthor: x\n---\n"])
def test_the_title_in_the_front_matter_counts(front: str) -> None:
    found = markdown(f"{front}{SENTENCES}", "untitled")
    assert (found.title, [part.title for part in found.parts]) == ("Own", ["Own"])
    assert "author" not in found.parts[0].text


def test_front_matter_that_never_ends_is_text() -> None:
    assert "+++" in markdown(f"+++\n{SENTENCES}", "x").parts[0].text
    assert markdown(f"+++\nnot toml\n+++\n{SENTENCES}", "x").title == ""


def test_a_long_stretch_is_cut_between_paragraphs_and_sentences() -> None:
    found = markdown(f"## Bars\n\n{SENTENCES * 30}", "x")
    assert [part.title for part in found.parts] == ["Bars", "Bars (2)", "Bars (3)", "Bars (4)"]
    assert all(len(part.text) <= LONG + 700 for part in found.parts)


def test_very_short_stretches_go_with_their_neighbour() -> None:
    found = markdown(f"# A\n\nShort.\n\n# B\n\n{SENTENCES}", "x")
    assert [part.title for part in found.parts] == ["A"]
    assert found.parts[0].text.startswith("Short.\n\nB\n\nRead")


@given(st.text(max_size=3_000))
def test_any_text_is_read_or_refused(text: str) -> None:
    for reader in (markdown, page):
        try:
            found = reader(text, "untitled")
        except Refused:
            continue
        assert all(part.text.strip() and part.minutes > 0 for part in found.parts)


# --- web pages
def test_a_page_is_what_stands_in_its_main_part() -> None:
    text = (
        "<title>Charts &amp; more</title><nav>Home</nav><p>Cookies</p>"
        f"<main><p>Before.</p><h1>Axes</h1><p>{SENTENCES}</p><script>evil()</script><h2>Bars</h2>{SENTENCES}</main>"
        "<footer>Imprint</footer>"
    )
    found = page(text, "x")
    assert found.title == "Charts & more"
    whole = " ".join(part.text for part in found.parts)
    assert not [word for word in ("Home", "Cookies", "evil", "Imprint") if word in whole]
    assert [part.title for part in found.parts] == ["Charts & more", "Bars"]


def test_a_page_without_a_main_part_is_read_whole() -> None:
    found = page(f"<h2>Axes</h2><p>{SENTENCES}<br>{SENTENCES}</p>", "x")
    assert (found.title, [part.title for part in found.parts]) == ("Axes", ["Axes"])


def test_markup_that_never_ends_takes_no_more_than_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resource")
    held = Path(apart.__file__).read_text("utf-8")
    assert "RLIMIT_CPU" in held
    monkeypatch.setattr(apart, "_WAIT", 2)
    assert refusal(written(tmp_path, "evil.html", "<!--" * 100_000)) == "too-demanding"


# --- subtitles
def vtt(count: int, every: int = 60) -> str:
    cues = (
        f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}.000 --> {(at + every) // 3600:02}:{(at + every) // 60 % 60:02}:"
        f"{(at + every) % 60:02}.000\n<v Ann>Sentence {at}.\n"
        for at in range(0, count * every, every)
    )
    return "WEBVTT\n\n" + "\n".join(cues)


def test_subtitles_are_cut_by_the_minute() -> None:
    found = subtitles(vtt(7))
    assert [(part.title, part.minutes) for part in found.parts] == [
        ("0:00–3:00", 3),
        ("3:00–6:00", 3),
        ("6:00–7:00", 1),
    ]
    assert found.parts[0].text == "Sentence 0. Sentence 60. Sentence 120."
    assert subtitles(vtt(70)).parts[-1].title == "1:09:00–1:10:00"


def test_rolling_captions_are_said_once() -> None:
    text = "WEBVTT\n\n00:00.000 --> 00:02.000\nOne\n\n00:02.000 --> 00:04.000\nOne\nTwo\n"
    assert subtitles(text).parts[0].text == "One Two"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hello\n00:00 --> xx", "unreadable-file"),
        ("WEBVTT\n\n99:99 --> xx\nfoo\n", "no-text"),
        ("WEBVTT\n\n00:00:00.000 --> 99:00:00.000\nfoo\n", "too-long"),
    ],
)
def test_broken_subtitles_are_refused(tmp_path: Path, text: str, code: str) -> None:
    assert refusal(written(tmp_path, "talk.vtt", text)) == code


# --- PDF
def test_a_pdf_is_cut_by_its_pages_and_bookmarks(tmp_path: Path) -> None:
    lines = "\n".join(["Read both axes before the bars."] * 40)
    path = written(tmp_path, "charts.pdf", pdf([lines, lines, lines], title="Charts"))
    assert [part.title for part in read(path).parts] == ["Pages 1–3"]
    writer = PdfWriter(clone_from=str(path))
    writer.add_outline_item(title="Lines", page_number=1)
    writer.write(str(path))
    found = read(path)
    assert (found.title, [part.title for part in found.parts]) == ("Charts", ["Page 1", "Lines (Pages 2–3)"])
    assert found.parts[0].text.startswith("Read both axes")


def test_a_locked_pdf_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "locked.pdf", pdf(["Secret"]))
    writer = PdfWriter(clone_from=str(path))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(str(path))
    assert refusal(path) == "encrypted-file"


@pytest.mark.parametrize(
    ("pages", "code"),
    [
        ([b"BT " + b" " * 200_000_000 + b" ET"], "too-demanding"),
        (["x"] * 801, "too-many-pages"),
        ([""], "no-text"),
    ],
    ids=["bomb", "pages", "empty"],
)
def test_a_hostile_pdf_is_refused(tmp_path: Path, pages: list[str | bytes], code: str) -> None:
    assert refusal(written(tmp_path, "hostile.pdf", pdf(pages))) == code


def test_what_only_claims_to_be_a_pdf_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, "not.pdf", b"hello" * 1000)) == "unreadable-file"
    assert refusal(written(tmp_path, "cut.pdf", pdf(["Charts"])[:200])) == "unreadable-file"


# --- all of them
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("binary.md", bytes(range(256)) * 10, "not-text"),
        ("zeros.md", b"\0" * 100, "not-text"),
        ("empty.md", b"", "no-text"),
        ("run.md", b"a" * 500_000, "no-sentences"),
        ("long.md", b"Word. " * 150_000, "too-long"),
        ("large.md", b"Word. " * 400_000, "too-large"),
        ("talk.docx", b"PK", "unknown-kind"),
        ("page.html", b"<script>only()</script>", "no-text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_code(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    assert refusal(written(tmp_path, name, content)) == code


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.md") == "no-file"
    (tmp_path / "folder.md").mkdir()
    assert refusal(tmp_path / "folder.md") == "no-file"


def test_a_text_in_a_script_that_no_model_knows_is_cut_all_the_same(tmp_path: Path) -> None:
    text = "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ᠌ " * 300
    found = read(written(tmp_path, "old-script.md", f"# ᠨᠢᠭᠡ\n\n{text}"))
    assert found.parts[0].title == "ᠨᠢᠭᠡ"


def test_every_kind_is_in_the_guide() -> None:
    guide = (Path(__file__).resolve().parents[3] / "docs" / "guide" / "catalogue.md").read_text("utf-8")
    assert [suffix for suffix in KINDS if f"`{suffix}`" not in guide] == []
