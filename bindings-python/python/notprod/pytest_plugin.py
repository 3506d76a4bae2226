"""The pytest plugin: no test runs before the databases that it could reach are judged.

It is active on install. It judges at start, before any conftest is imported, and when collection
has ended, with the environment as the project's own configuration left it. Where the run must not
go on, pytest prints the report once and ends with exit code 4, under xdist as well.

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

import warnings
from collections.abc import Generator
from typing import Any

import pytest

from notprod import asking, django_settings
from notprod.exceptions import Refused

NAME = "notprod"
LOAD = "notprod_load"

# Parts the report from the traceback in which a worker of xdist hands it over.
STOPPED = "notprod stopped this worker:\n"


class Hooks:
    """What pytest calls before a run has a configuration; makes one `Run` for each."""

    @pytest.hookimpl
    def pytest_addoption(self, parser: pytest.Parser) -> None:
        """`notprod_load`: what `guard(load=...)` does, at the start."""
        parser.addini(
            LOAD, "a dotenv file that is judged and loaded before any conftest", default=""
        )

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_load_initial_conftests(
        self, early_config: pytest.Config
    ) -> Generator[None, Any, None]:
        """Start: no code of the project has run."""
        run = _run(early_config)
        run.start(early_config.known_args_namespace)
        outcome = yield
        if outcome.excinfo is not None and isinstance(outcome.excinfo[1], Refused):
            stop = run.stop(outcome.excinfo[1])
            if not hasattr(outcome, "force_exception"):  # pluggy before 1.1
                raise stop
            outcome.force_exception(stop)

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Start, where a conftest named the plugin and so code of the project has run."""
        _run(config).start(config.option)


class Run:
    """One run of pytest."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.worker = "__channelexec__" in asking.callers()  # how execnet runs a worker of xdist
        self.started = False
        self.lines: list[str] = []
        self.shown: list[str] = []
        self.refusals = len(asking.refusals)
        asking.roots.append(config.rootpath)
        config.add_cleanup(lambda: asking.roots.remove(config.rootpath))

    def start(self, options: Any) -> None:
        """Judges once, unless no test will run or the controller of xdist has judged."""
        if not (self.started or self.worker or options.help or options.version):
            self.started = True
            self.judge("start", load=self.config.getini(LOAD) or None)
            self.shown = self.lines

    def judge(self, moment: str, load: str | None = None, declared: str = "[]") -> None:
        """Asks the core, and stops the run where it says so."""
        try:
            answer = asking.ask(
                moment,
                root=self.config.rootpath,
                runner="pytest",
                load=load,
                arguments=["pytest", *map(str, self.config.invocation_params.args)],
                declared=declared,
            )
            if answer.stops:
                raise Refused(answer.text)
            asking.put(answer)
        except Refused as refused:
            raise self.stop(refused) from None
        self.lines = [f"notprod: {line}" for line in (answer.summary, *answer.notes)]

    def stop(self, refused: Refused) -> pytest.UsageError:
        """The exception that ends the run with exit code 4 and prints the report."""
        if not self.worker:
            return pytest.UsageError(str(refused))
        # The report reaches the controller in one of two ways: in the output of the worker, and in
        # the traceback where no session has begun. Nothing else may print it on the way.
        warnings.simplefilter("ignore")
        getattr(self.config, "workeroutput", {})[NAME] = str(refused)
        return pytest.UsageError(f"{STOPPED}{refused}")

    def stop_if_refused(self) -> None:
        """Stops the run where `guard()` refused it, even where the project caught that."""
        if len(asking.refusals) > self.refusals:
            raise self.stop(asking.refusals[-1])

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_header(self) -> list[str]:
        """Says what was judged, or that nothing was."""
        return self.shown

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Set up: the project's own configuration has run, and no test has."""
        self.stop_if_refused()
        self.judge("setup", declared=django_settings.of_session(session))

    @pytest.hookimpl
    def pytest_report_collectionfinish(self) -> list[str]:
        """Says what was judged where the project's configuration changed it."""
        return self.lines if self.lines != self.shown else []

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectreport(self) -> None:
        """`guard()` in a conftest below the root."""
        self.stop_if_refused()

    # Not first: pytest's own support of unittest fills `call` first.
    @pytest.hookimpl
    def pytest_runtest_makereport(self, call: pytest.CallInfo[Any]) -> None:
        """`guard()` in a fixture or a test."""
        if call.excinfo is not None and isinstance(call.excinfo.value, Refused):
            raise self.stop(call.excinfo.value)

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """`guard()` in a hook of a conftest."""
        if isinstance(excinfo.value, Refused):
            raise self.stop(excinfo.value)

    @pytest.hookimpl(tryfirst=True, optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """The controller of xdist: a worker has ended."""
        report = getattr(node, "workeroutput", {}).get(NAME) or str(error).partition(STOPPED)[2]
        if report:
            raise self.stop(Refused(report))


def _run(config: pytest.Config) -> Run:
    run = config.stash.get(RUN, None)
    if run is None:
        config.stash[RUN] = run = Run(config)
        config.pluginmanager.register(run)
    return run


RUN = pytest.StashKey[Run]()

hooks = Hooks()


def pytest_plugin_registered(manager: pytest.PytestPluginManager) -> None:
    """`pytest_plugins = ["notprod.pytest_plugin"]`: the same plugin, not one beside it."""
    if not manager.has_plugin(NAME):
        manager.register(hooks, NAME)
