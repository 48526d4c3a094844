"""Axes: one name each, orders made of them."""

from irenic import axes


def test_every_axis_is_listed_once_and_says_what_it_is() -> None:
    defined = [value for value in vars(axes).values() if isinstance(value, axes.Axis)]
    assert list(axes.AXES) == defined
    assert len({axis.name for axis in axes.AXES}) == len(axes.AXES)
    assert all(axis.unit and axis.meaning for axis in axes.AXES)


def test_orders_are_made_of_known_axes() -> None:
    names = {axis.name for axis in axes.AXES}
    for order in (axes.STORED_ORDER, axes.ENGINE_ORDER):
        assert set(order) <= names
        assert len(set(order)) == len(order)


def test_worlds_come_last_in_the_engine() -> None:
    assert axes.ENGINE_ORDER[-1] == axes.WORLD.name
