"""The calendar of key dates, its feed, and the ledger of deadlines."""
