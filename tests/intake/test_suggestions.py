"""What the petitioner's words suggest, where they say what it is about."""

from .conftest import Walk


def test_it_suggests_and_takes_over_what_the_petitioner_agrees_to(walk, cast, potholes):
    walk.post("what-happened", text="Deep potholes, and nobody mends them.")
    page = walk.get("about-what").content.decode()
    assert "sounds like “Roads › Potholes”" in page
    on = walk.post("about-what", take=str(potholes.pk))
    assert on.url == "/file/more-exactly/"
    page = walk.get("more-exactly").content.decode()
    assert f'value="{potholes.pk}"' in page
    assert "checked" in page.split(f'value="{potholes.pk}"')[1].split(">")[0]


def test_pressing_enter_takes_nothing_over(walk, cast, potholes):
    """The button stands in a form of its own: a browser sends a form with its first button."""
    walk.post("what-happened", text="Deep potholes, and nobody mends them.")
    page = walk.get("about-what").content.decode()
    form = page[page.index('class="form-page"') :]
    assert 'name="take"' not in form[: form.index("</form>")]


def test_nothing_is_suggested_where_the_words_say_nothing(walk: Walk):
    walk.post("what-happened", text="Something happened to me yesterday.")
    assert "sounds like" not in walk.get("about-what").content.decode()


def test_what_is_no_matter_is_passed_over(walk):
    walk.post("what-happened", text="Deep potholes.")
    assert walk.post("about-what", take="999999").status_code == 302
    assert walk.post("about-what", take="x").status_code == 302
