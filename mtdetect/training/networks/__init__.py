"""Networks: the token, document and kind networks fitted and calibrated."""
