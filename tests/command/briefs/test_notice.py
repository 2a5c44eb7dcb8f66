"""Printing a notice leaves the rest of the service as it was."""

import pytest

from command.briefs.notice import render
from core.errors import WrongMediaType
from core.files.contents import examine
from tests.core.test_files import photo


def test_a_picture_cut_off_is_still_refused_once_a_notice_was_printed():
    with pytest.raises(KeyError):  # nothing to print; what prints is loaded all the same
        render({}, digest="")
    whole = photo("PNG", (300, 300))
    assert examine(whole, "image/png").width == 300
    with pytest.raises(WrongMediaType):
        examine(whole[: len(whole) // 2], "image/png")
