# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Called by make_glmnet_reference.py: Rscript glmnet_reference.R WORK FAMILY ALPHA grouped|ungrouped TRUE|FALSE (standardise)
# Reads WORK/X, y, weights, lambdas; writes WORK/coefficients: for each lambda and class a row of bias and weights.
arguments <- commandArgs(TRUE)
work <- arguments[1]; family <- arguments[2]
suppressMessages(library(glmnet))
table <- function(name) as.matrix(read.table(file.path(work, name)))

y <- as.vector(table("y"))
if (family != "gaussian") y <- factor(y)
glmnet.control(fdev = 0, devmax = 1)
fit <- glmnet(table("X"), y, family = family, weights = as.vector(table("weights")), alpha = as.numeric(arguments[3]),
              lambda = as.vector(table("lambdas")), standardize = as.logical(arguments[5]), thresh = 1e-16, maxit = 1e8,
              type.multinomial = arguments[4])
each <- function(index) {
  one <- coef(fit, s = fit$lambda[index])
  if (family == "multinomial") t(sapply(one, as.vector)) else t(as.vector(one))
}
rows <- do.call(rbind, lapply(seq_along(fit$lambda), each))
write.table(format(rows, digits = 17), file.path(work, "coefficients"), row.names = FALSE, col.names = FALSE, quote = FALSE)
