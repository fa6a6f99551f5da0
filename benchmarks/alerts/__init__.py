"""What the website costs: lists, searches and publications of alerts, at two sizes."""
