"""An invented trading company: what it sells, buys and pays, and its books at head office with history."""
