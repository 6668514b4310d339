"""A transport bar in little room: what can be done elsewhere makes place for the choice of sounds."""

from __future__ import annotations

from app.widgets.audio.transport import Transport


def fit(transport: Transport, room: int) -> None:
    """Hide volume, time and slider, in this order, until the bar needs at most `room` px.

    The keys do what the hidden ones did, and a click into a spectrogram goes to a place.
    """
    parts = (transport.volume, transport.time, transport.place, transport.matched)
    for button in transport.buttons():
        button.ensurePolished()  # before it is shown, a new button does not know its style's paddings
        button.updateGeometry()
    for part in parts:
        part.show()
    for part in parts:
        if transport.minimumSizeHint().width() <= room:
            return
        part.hide()
