"""Train and measure steerable policies over one small language model."""
