"""What is looked for near an event goes by its class, from a file that checks itself."""

import pytest

from layers.editions import Edition
from layers.errors import Invalid
from layers.events import classes
from layers.events.classes import ClassKey

DEFAULT = """
place_gap_m = 100
[default]
component_m = 30
camera_m = 150
duplicate_m = 50
duplicate_hours = 24
similar_m = 200
similar_hours = 168
"""


@pytest.fixture
def load(tmp_path):
    def load(text: str, default: str = DEFAULT):
        (tmp_path / "classes.toml").write_text(default + text)
        return classes.load(tmp_path)

    return load


def test_the_projects_own_figures_fit_every_class():
    ours = classes.load()
    known = [one for one in classes.classes.load() if one.kind == "event"]
    assert all(ours.near(one.edition, one.code).same for one in known)


def test_the_projects_own_components_are_in_the_catalogue():
    known = {(one.edition, one.code) for one in classes.classes.load() if one.kind == "component"}
    named = {key for rule in classes.load().rules.values() for key in rule.get("components", ())}
    assert {(Edition(edition), code) for edition, code in named} <= known


def test_a_matter_of_a_component_is_about_such_components(load):
    assert ("2026", "01037") in load("").near("2026", "01037").components


def test_other_matters_are_about_what_the_file_says(load):
    ours = load('[[class]]\nprefix = "06010"\ncomponents = ["03005"]')
    found = [ours.near("2026", code).components for code in ("06010", "06011")]
    assert found == [(("2026", "03005"), ("2013", "0305")), ()]


def test_the_longest_prefix_decides_figure_by_figure(load):
    ours = load(
        '[[class]]\nprefix = "06"\nduplicate_m = 60\nduplicate_hours = 6\n[[class]]\nprefix = "06010"\n'
        "duplicate_m = 70"
    )
    reach = ours.near("2026", "06010").reach
    assert (reach.duplicate_m, reach.duplicate_hours, reach.component_m) == (70, 6, 30)


def test_a_class_of_2013_goes_by_what_it_became(load):
    near = load('[[class]]\nprefix = "06010"\nduplicate_m = 70').near("2013", "0110")
    assert (near.reach.duplicate_m, near.same) == (70, (("2013", "0110"), ("2026", "06010")))


def test_what_is_said_of_a_class_of_2013_itself_goes_first(load):
    near = load(
        '[[class]]\nprefix = "06010"\nduplicate_m = 70\n[[class]]\nedition = "2013"\nprefix = "0110"\n'
        "duplicate_m = 80"
    ).near("2013", "0110")
    assert near.reach.duplicate_m == 80


def test_a_class_that_nobody_knows_has_the_figures_for_all(load):
    near = load("").near("2007", "9999")
    assert (near.reach.duplicate_m, near.components, near.same) == (50, (), (ClassKey("2007", "9999"),))


@pytest.mark.parametrize(
    "wrong",
    [
        "[[class]]",
        "[[class]]\nprefix = 0.6",
        '[[class]]\nprefix = "x"',
        '[[class]]\nprefix = "060100"',
        '[[class]]\nprefix = "06010"\ncomponents = ["0305"]',
        '[[class]]\nprefix = "06010"\nduplicate = 5',
        '[[class]]\nprefix = "06010"\nduplicate_m = 500',
        '[[class]]\nprefix = "06010"\nduplicate_m = -1',
        '[[class]]\nprefix = "06010"\n[[class]]\nprefix = "06010"',
        '[[class]]\nedition = "1999"\nprefix = "06010"',
        "[other]",
        "[",
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(load, wrong):
    with pytest.raises(Invalid):
        load(wrong)


def test_a_file_without_figures_for_all_is_refused(load):
    with pytest.raises(Invalid):
        load("", default="place_gap_m = 100")
