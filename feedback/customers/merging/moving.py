"""Moving what points to one customer to another, in whichever app it is kept."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction

from feedback.customers.models import Customer, Interaction
from feedback.customers.records import NewInteraction, fingerprint
from feedback.tenancy import TenantModel
from feedback.walls import tenant_models

# The ids of rows, as text, by "app.model.column".
Moved = dict[str, list[str]]


def move_all(source: Customer, target: Customer) -> Moved:
    """Let whatever points to ``source`` point to ``target``; return what does now."""
    moved = {name: _move(*at, source, target) for name, at in _pointers().items()}
    return {name: [str(pk) for pk in ids] for name, ids in moved.items() if ids}


def move_back(moved: Moved, source: Customer, target: Customer) -> None:
    """Let what still points to ``source`` of ``moved`` point to ``target``."""
    pointers = _pointers()
    for name, ids in moved.items():
        if name in pointers:
            _move(*pointers[name], source, target, ids)


def print_again(survivor: Customer, moved: Moved) -> dict[str, str]:
    """Let moved work be known again when it is taken in once more; return the old
    fingerprints. Work that the survivor has too keeps its own.
    """
    ids = moved.get(_name(Interaction, "customer_id"), [])
    rows = list(Interaction.objects.filter(pk__in=ids).order_by("id"))
    before = {str(row.pk): row.fingerprint for row in rows}
    _set_prints(rows, [_print(survivor, row) for row in rows])
    return before


def put_back_prints(duplicate: Customer, prints: dict[str, str]) -> None:
    """Give the work that is the duplicate's again the fingerprints it had."""
    rows = Interaction.objects.filter(pk__in=list(prints), customer=duplicate)
    back = list(rows.order_by("id"))
    _set_prints(back, [prints[str(row.pk)] for row in back])


def _pointers() -> dict[str, tuple[type[TenantModel], str]]:
    """Return every column that holds a customer and moves with them, by its name."""
    return {_name(*at): at for at in _columns()}


def _columns() -> Iterator[tuple[type[TenantModel], str]]:
    for model in tenant_models():
        stays = getattr(model, "append_only", False)
        if stays or not getattr(model, "follows_customer", True):
            continue
        for field in model._meta.concrete_fields:
            if field.related_model is Customer or _is_plain_pointer(field):
                yield model, field.attname


def _is_plain_pointer(field: "models.Field[Any, Any]") -> bool:
    return field.name == "customer_id" and isinstance(field, models.UUIDField)


def _name(model: type[TenantModel], column: str) -> str:
    return f"{model._meta.label_lower}.{column}"


def _move(
    model: type[TenantModel],
    column: str,
    source: Customer,
    target: Customer,
    only: Sequence[str] | None = None,
) -> list[UUID]:
    """Let the rows of ``source`` point to ``target``; return those that do now.

    A row that the target has already under some constraint stays where it is.
    """
    rows = model._default_manager.filter(
        business_id=source.business_id, **{column: source.pk}
    )
    if only is not None:
        rows = rows.filter(pk__in=only)
    ids = list(rows.values_list("pk", flat=True))
    if _update(model, ids, column, target):
        return ids
    return [pk for pk in ids if _update(model, [pk], column, target)]


def _update(
    model: type[TenantModel], ids: Sequence[UUID], column: str, target: Customer
) -> bool:
    try:
        with transaction.atomic():
            rows = model._default_manager.filter(pk__in=ids)
            rows.update(**{column: target.pk})
    except IntegrityError:
        return False
    return True


def _print(customer: Customer, row: Interaction) -> str:
    work = NewInteraction(row.kind, row.happened_at, reference=row.reference)
    return fingerprint(customer, work)


def _set_prints(rows: Sequence[Interaction], prints: Sequence[str]) -> None:
    stored = Interaction.objects.filter(fingerprint__in=prints)
    taken = set(stored.values_list("fingerprint", flat=True))
    changed = []
    for row, new in zip(rows, prints, strict=True):
        if new not in taken:
            taken.add(new)
            row.fingerprint = new
            changed.append(row)
    Interaction.objects.bulk_update(changed, ["fingerprint"], batch_size=500)
