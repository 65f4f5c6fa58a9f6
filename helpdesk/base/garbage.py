"""Python's collector of cycles, set for a process whose code and settings are loaded and stay."""

import gc

OBJECTS_BEFORE_A_LOOK = 20_000


def leave_what_is_loaded_alone() -> None:
    """Never search what is loaded now for garbage again, and look at the rest less often.

    By default every 700 new objects start a search, and the full ones walk all of Django each time: pauses of tens of
    milliseconds in pages, an eighth of the time it takes to play the demo.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_A_LOOK, 20, 20)
