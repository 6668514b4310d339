"""What is done with the nets that make codes of pictures: coding, sampling, measuring. torch, no Qt."""
