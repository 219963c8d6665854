"""A small proctoring vendor that serves real HTTP and misbehaves on request; `API.md` says exactly how."""
