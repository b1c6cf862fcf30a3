"""Who acts: the holder of the installation's folder, or a user with the rights of its roles."""

from consolida.access.models import Role, User
from consolida.core.actor import Actor, Grant, NotAllowed, Right

__all__ = ["RIGHTS", "Actor", "Grant", "NotAllowed", "Right", "of_user", "operator"]

# The one table of what each role may do.
RIGHTS: dict[str, frozenset[Right]] = {
    Role.Name.READER: frozenset(),
    Role.Name.ASSISTANT: frozenset({Right.TYPE, Right.LOAD, Right.EXPORT}),
    Role.Name.ACCOUNTANT: frozenset(Right) - {Right.USERS},
    Role.Name.ADMINISTRATOR: frozenset(
        {Right.EXPORT, Right.IMPORT, Right.MASTERS, Right.ACCEPT_SENDERS, Right.USERS}
    ),
}


def operator(name: str) -> Actor:
    """Return whoever holds the installation's folder, who may do everything: the command line."""
    return Actor(name, may_everything=True)


def of_user(user: User) -> Actor:
    """Return a user as an actor, with the rights of the roles given to it; one locked out has none."""
    if not user.is_active:
        return Actor(user.username)
    roles = user.roles.values_list("company__ruc", "site__code", "name")
    grants = tuple(Grant(ruc, site or "", RIGHTS[name]) for ruc, site, name in roles)
    return Actor(user.username, grants, may_everything=user.is_superuser)
