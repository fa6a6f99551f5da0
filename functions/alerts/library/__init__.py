"""Files of the library: checked in quarantine, kept apart, handed out as attachments."""
