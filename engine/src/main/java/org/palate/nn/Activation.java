// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Activations;
import org.palate.autograd.Rectifiers;
import org.palate.autograd.Variable;

/** The functions between two layers that have no parameters, to choose from by name. */
public enum Activation {
  /** {@link Activations#relu}. */
  RELU {
    @Override
    public Variable apply(Variable x) {
      return Activations.relu(x);
    }
  },
  /** {@link Activations#sigmoid}. */
  SIGMOID {
    @Override
    public Variable apply(Variable x) {
      return Activations.sigmoid(x);
    }
  },
  /** {@link Activations#tanh}. */
  TANH {
    @Override
    public Variable apply(Variable x) {
      return Activations.tanh(x);
    }
  },
  /** {@link Rectifiers#gelu}. */
  GELU {
    @Override
    public Variable apply(Variable x) {
      return Rectifiers.gelu(x);
    }
  },
  /** {@link Rectifiers#silu}. */
  SILU {
    @Override
    public Variable apply(Variable x) {
      return Rectifiers.silu(x);
    }
  };

  /** Any shape to the same shape. */
  public abstract Variable apply(Variable x);
}
