"""What sla does when something happened, registered by the app's start."""
