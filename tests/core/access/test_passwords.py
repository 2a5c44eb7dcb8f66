import pytest

from core.access.passwords import hash_password, password_faults, password_matches


async def test_only_the_right_password_matches():
    stored = hash_password("Right-Horse-9")
    assert stored.startswith("$argon2id$")
    assert await password_matches("Right-Horse-9", stored)
    assert not await password_matches("Right-Horse-8", stored)


async def test_nobody_has_no_password():
    assert not await password_matches("nobody has this password", None)


async def test_full_width_input_is_the_same_password():
    assert await password_matches("Ｒight-Horse-9", hash_password("Right-Horse-9"))


@pytest.mark.parametrize(
    ("wish", "faults"),
    [
        ("Right-Horse-9", 0),
        ("short1A", 1),
        ("onlylowercase", 1),
        ("aaa", 2),
        ("371426-duty-Ab", 1),
        ("金民安全口令甲乙丙丁Aa", 0),
        ("Ab1" * 100, 1),
    ],
)
def test_what_makes_a_good_password(wish, faults):
    assert len(password_faults(wish, account="371426-duty", shortest=12)) == faults
