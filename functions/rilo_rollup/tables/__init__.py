"""The tables of the Illicit Trade Report, t1 to t14, made of what is counted; pure, whoever asks."""
