"""The clocks of one ticket as a pure state machine: ticket events in, clocks out.

Applying one event to loaded state and replaying all events from the first are the same code,
so that what is stored can be proved from the event log.
"""
