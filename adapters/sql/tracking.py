"""Entities on their way between the core and their rows: loaded, remembered as they were, written when changed."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, Table, Update, and_, bindparam, insert, update

from core.shared.errors import ConflictError

Entity = TypeVar("Entity")

# Any: a row's values have as many types as its columns.
Row = dict[str, Any]
Key = tuple[UUID | str | int, ...]

BATCH = 500
"""Rows written by one call of the driver."""


class Flushes(Protocol):
    """What a unit asks of its repositories before it commits."""

    def flush(self) -> None: ...


class Mapping(Generic[Entity]):
    """How entities of one kind become rows of one table and back. Made once, with its statements.

    `to_row` gives every column but those beside the entity, which its repository keeps in other ways. A column
    `version` counts the changes; the entity then has an attribute `version`.
    """

    def __init__(
        self,
        table: Table,
        *,
        to_row: Callable[[Entity], Row],
        to_domain: Callable[[RowMapping], Entity],
    ) -> None:
        self.table, self.to_row, self.to_domain = table, to_row, to_domain
        self.keys = tuple(column.name for column in table.primary_key)
        self.versioned = "version" in table.c
        self.insertion = insert(table)
        self.guards = (*self.keys, "version") if self.versioned else self.keys
        self._changes: dict[frozenset[str], Update] = {}

    def change(self, names: frozenset[str]) -> Update:
        """The statement that changes these columns of a row that is as it was. Built once for each set of columns: an
        index on a column that stays the same is not touched."""
        if names not in self._changes:
            columns = self.table.c
            unchanged = (columns[name] == bindparam(f"was_{name}", type_=columns[name].type) for name in self.guards)
            new: Row = {name: bindparam(name) for name in sorted(names)}
            self._changes[names] = update(self.table).where(and_(*unchanged)).values(new)
        return self._changes[names]

    def key_of(self, row: Row | RowMapping) -> Key:
        return tuple(row[name] for name in self.keys)


class TrackedRows(Generic[Entity]):
    """The entities of one kind that one unit holds. What is loaded twice is the same entity."""

    def __init__(self, connection: Connection, mapping: Mapping[Entity]) -> None:
        self.connection = connection
        self._mapping = mapping
        self._held: dict[Key, tuple[Entity, Row]] = {}

    def add(self, *entities: Entity) -> list[Row]:
        """Insert at once, so that rows which refer to these can follow; what changes later in the unit is written by
        `flush`. The rows, in the order of the entities."""
        rows = [self._mapping.to_row(entity) for entity in entities]
        for batch in batches(rows):
            self.connection.execute(self._mapping.insertion, batch)
        for entity, row in zip(entities, rows, strict=True):
            self._held[self._mapping.key_of(row)] = (entity, row)
        return rows

    def one(self, query: Select[Any], values: Row, *, for_update: bool = False) -> Entity | None:
        """The entity of the first row, or None."""
        found = self.many(query, values, for_update=for_update)
        return found[0] if found else None

    def many(self, query: Select[Any], values: Row, *, for_update: bool = False) -> list[Entity]:
        """The entities of the rows, in their order. With `for_update` they are locked and `flush` writes their changes.

        `query` selects all columns of the table and no others.
        """
        rows = self.connection.execute(query.with_for_update() if for_update else query, values).mappings()
        return [self._hold(row) if for_update else self._seen(row) for row in rows]

    def _hold(self, row: RowMapping) -> Entity:
        key = self._mapping.key_of(row)
        if key not in self._held:
            entity = self._mapping.to_domain(row)
            self._held[key] = (entity, self._mapping.to_row(entity))
        return self._held[key][0]

    def _seen(self, row: RowMapping) -> Entity:
        held = self._held.get(self._mapping.key_of(row))
        return held[0] if held else self._mapping.to_domain(row)

    def held(self) -> Sequence[Entity]:
        return [entity for entity, _ in self._held.values()]

    def forget(self) -> None:
        """Let go of all of them, after `flush`."""
        self._held.clear()

    def flush(self, *, touched: Collection[Key] = ()) -> list[tuple[Row, Row]]:
        """Write what changed, and raise the version of the `touched` ones even if only rows beside theirs did. Each as
        it was and as it is.

        Raises ConflictError("changed_meanwhile") when a row is no longer as it was loaded.
        """
        changed = [
            (key, entity, was, now)
            for key, (entity, was) in self._held.items()
            if (now := self._mapping.to_row(entity)) != was or key in touched
        ]
        # What went the same way changed the same columns, so there are as many statements as ways, not as rows.
        alike: dict[frozenset[str], list[Row]] = {}
        for _, _, was, now in changed:
            new = self._new_values(was, now)
            alike.setdefault(frozenset(new), []).append(new | self._guards(was))
        for names, rows in alike.items():
            self._write(self._mapping.change(names), rows)
        for key, entity, _, now in changed:
            if self._mapping.versioned:
                now["version"] += 1
                setattr(entity, "version", now["version"])  # noqa: B010 (the type of an entity does not tell it has one)
            self._held[key] = (entity, now)
        return [(was, now) for _, _, was, now in changed]

    def _write(self, statement: Update, rows: Sequence[Row]) -> None:
        for batch in batches(rows):
            if self.connection.execute(statement, batch).rowcount != len(batch):
                raise ConflictError("changed_meanwhile", table=self._mapping.table.name)

    def _new_values(self, was: Row, now: Row) -> Row:
        new = {name: value for name, value in now.items() if value != was[name]}
        return new | {"version": was["version"] + 1} if self._mapping.versioned else new

    def _guards(self, was: Row) -> Row:
        return {f"was_{name}": was[name] for name in self._mapping.guards}


Item = TypeVar("Item")


def batches(items: Sequence[Item], size: int = BATCH) -> Iterable[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
