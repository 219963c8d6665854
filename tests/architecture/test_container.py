"""The container can build everything it names; the type checker does not see into its declarations."""

from pathlib import Path

from dependency_injector import providers

from web.container import Container, load_settings


def test_everything_the_container_names_can_be_built(tmp_path: Path) -> None:
    secret = "a secret of the tests, long enough for it"
    settings = load_settings({"EXAMHALL_DATA": str(tmp_path), "EXAMHALL_SECRET_KEY": secret})
    container = Container(settings=settings)

    built = {
        name: provider()
        for name, provider in container.providers.items()
        if isinstance(provider, (providers.Singleton, providers.Factory))
    }

    assert len(built) > 40
