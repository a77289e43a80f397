"""`openredress field`: the pages of a kit on a laptop, without a database and without a network."""
