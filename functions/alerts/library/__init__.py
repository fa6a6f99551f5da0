"""Files for the library: promised, uploaded into quarantine, checked, kept or refused."""
