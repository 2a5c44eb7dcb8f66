"""Printing a notice leaves the rest of the service as it was."""

import pytest

from command.briefs.notice import render, signed_by_decider
from core.errors import WrongMediaType
from core.files.contents import examine
from tests.core.test_file_contents import photo


def test_a_picture_cut_off_is_still_refused_once_a_notice_was_printed():
    with pytest.raises(KeyError):  # nothing to print; what prints is loaded all the same
        render({}, digest="")
    whole = photo("PNG", (300, 300))
    assert examine(whole, "image/png").width == 300
    with pytest.raises(WrongMediaType):
        examine(whole[: len(whole) // 2], "image/png")


@pytest.mark.parametrize(
    ("post", "decider", "same"),
    [
        ("平原县减灾委主任", "县减灾委主任", True),
        ("平原县减灾委副主任", "县减灾委主任", False),
        ("平原县应急决定人", "县减灾委主任", False),
    ],
)
def test_a_post_is_the_plan_s_decider_only_under_its_name(post, decider, same):
    assert signed_by_decider(post, decider) is same
