"""What the zoo raises when a checkpoint cannot be used."""


class ModelError(ValueError):
    """A checkpoint, folder or hub name that cannot serve.

    The message is one or a few plain sentences naming cause and cure; it is shown to the user word for
    word. Anything else that escapes a loader is a fault of ours.
    """
