from hypothesis import settings

pytest_plugins = ("tests.fixtures.databases", "tests.fixtures.service")

# No test asserts on time: on a busy machine an example may take long.
settings.register_profile("jinmin", deadline=None)
settings.load_profile("jinmin")
