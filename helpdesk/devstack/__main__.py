"""`python -m helpdesk.devstack run | db | stop | status`."""

import argparse
import sys

from helpdesk.devstack import commands
from helpdesk.devstack.console import StartFailed, Stopping, say


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m helpdesk.devstack", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    run = verbs.add_parser("run", help="the whole product, until Ctrl-C")
    run.add_argument("--only", default="", metavar="web,worker,…", help="only these of its services")
    run.add_argument("--no-demo", action="store_true", help="no demo companies in an empty database")
    db = verbs.add_parser("db", help="only Postgres and Valkey")
    db.add_argument("--test", action="store_true", help="fast and forgetful, below var/test/")
    db.add_argument("--detach", action="store_true", help="return when it is up; `stop` ends it")
    db.add_argument("--while-borrowed", action="store_true", help=argparse.SUPPRESS)
    db.add_argument("command", nargs="*", help="after `--`: run this with the servers up, and stop them after it")
    for verb, text in (("stop", "stop a running stack"), ("status", "say what runs")):
        verbs.add_parser(verb, help=text).add_argument("--test", action="store_true", help="the one below var/test/")
    options = parser.parse_args(sys.argv[1:] or ["run"])
    return _dispatch(options)


def _dispatch(options: argparse.Namespace) -> int:
    try:
        match options.verb:
            case "db":
                return commands.db(options)
            case "stop":
                return commands.stop(options.test)
            case "status":
                return commands.status(options.test)
            case _:
                return commands.run(set(filter(None, options.only.split(","))), demo=not options.no_demo)
    except Stopping:
        return 130
    except StartFailed as problem:
        say(f"\nHelpdesk did not start: {problem}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
