"""The 数字政府服务能力评估 as data: load an edition, check it, measure it, draw it, say it."""
