"""``citeleaf user``"""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from citeleaf.errors import UsageError
from citeleaf.settings import USUAL_ACCOUNTS

SUMMARY = "make an account for `citeleaf serve --auth`, or give it another password"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="who may sign in")
    parser.add_argument(
        "--users",
        type=Path,
        default=USUAL_ACCOUNTS,
        metavar="FILE",
        help=f"the accounts (default: {USUAL_ACCOUNTS})",
    )
    parser.add_argument("--remove", action="store_true", help="take the account away instead")


def run(options: argparse.Namespace) -> int:
    from citeleaf.accounts import account_name, read_accounts, write_accounts
    from citeleaf.passwords import check_length, hash_password

    name = account_name(options.name)
    accounts = read_accounts(options.users) if options.users.exists() else {}
    if options.remove:
        if accounts.pop(name, None) is None:
            raise UsageError(f"{options.users} holds no account {name}")
        write_accounts(options.users, accounts)
        print(f"{name} may not sign in any more")
        return 0
    password = _password(name)
    check_length(password)
    known = name in accounts
    write_accounts(options.users, {**accounts, name: hash_password(password)})
    print(f"{name} has another password" if known else f"{name} may sign in: citeleaf serve --auth {options.users}")
    return 0


def _password(name: str) -> str:
    """Asked for twice at a terminal, or the first line of what is piped in; never an argument, which others can see."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(f"Password for {name}: ")
    if getpass.getpass("Once more: ") != password:
        raise UsageError("the two are not the same: nothing was changed; try again")
    return password
