"""An encoder-decoder that translates Chinese into English word by word, in another order of words."""
