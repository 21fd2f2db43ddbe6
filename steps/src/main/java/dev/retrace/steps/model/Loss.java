package dev.retrace.steps.model;

import java.util.List;

/** What a derivative is taken of, for one row. */
public sealed interface Loss {

    /**
     * A direction of the residual stream: ⟨v, z⟩ with z after the last block, before the final norm, at the
     * row's last token. Unit vectors v give the rows of a Jacobian.
     */
    final class Along implements Loss {

        private final float[] direction;

        /**
         * @param direction v, (d)
         */
        public Along(float[] direction) {
            this.direction = direction.clone();
        }

        float[] direction() {
            return direction;
        }
    }

    /**
     * How far tokens are from being predicted, in nats: the mean of -log p(target | tokens up to the
     * position).
     *
     * @param positions of the row's prompt, at least one
     * @param targets one for each
     */
    record LogLikelihood(List<Integer> positions, List<Integer> targets) implements Loss {

        public LogLikelihood {
            positions = List.copyOf(positions);
            targets = List.copyOf(targets);
            if (positions.isEmpty() || positions.size() != targets.size()) {
                throw new IllegalArgumentException(
                        positions.size() + " positions cannot have " + targets.size() + " targets");
            }
        }
    }

    /**
     * How far a prediction p has moved from a given one, in nats: KL(p ‖ q) = Σ p (log p - log q).
     */
    final class Divergence implements Loss {

        private final int position;
        private final float[] reference;

        /**
         * @param position of the row's prompt
         * @param reference log q, (v)
         */
        public Divergence(int position, float[] reference) {
            this.position = position;
            this.reference = reference.clone();
        }

        int position() {
            return position;
        }

        float[] reference() {
            return reference;
        }
    }
}
