package wireroom.app.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import wireroom.app.conform.Scenario;

/** What is sent, and when: a pure function of its source and a seed. */
public final class Plan {
    /** How late a document may come: wires that reorder do so by minutes. */
    private static final Duration LATEST = Duration.ofMinutes(15);

    private static final Duration DAY = Duration.ofDays(1);

    private Plan() {}

    /**
     * How a wire misbehaves; each a share of the documents, 0 to 1.
     *
     * @param duplicates sent once more, up to a quarter of an hour later
     * @param reorder sent up to a quarter of an hour late
     * @param faults sent damaged first: cut off, a byte changed, or empty
     */
    public record Trouble(double duplicates, double reorder, double faults) {
        /** A wire as it should be. */
        public static final Trouble NONE = new Trouble(0, 0, 0);

        public Trouble {
            share("duplicates", duplicates);
            share("reorder", reorder);
            share("faults", faults);
        }

        private static void share(String name, double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(name + " must be a share from 0 to 1, not " + value);
            }
        }
    }

    /** The documents of scenarios at the times of their receipt, all scenarios at once. */
    public static List<Sending> of(List<Scenario> scenarios) {
        List<Sending> sendings = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            Instant start = scenario.documents().stream()
                    .map(Scenario.Step::received)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            for (Scenario.Step step : scenario.documents()) {
                sendings.add(new Sending(
                        Duration.between(start, step.received()),
                        step.provider(),
                        scenario.name().replace('/', '-') + '-' + step.file(),
                        Sending.How.SOUND,
                        step.bytes()));
            }
        }
        return ordered(sendings);
    }

    /** A made-up day of wires: the times between them are as random as those of real ones. */
    public static List<Sending> day(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Generator generator = new Generator(seed);
        double pause = (double) DAY.toMillis() / count;
        double now = 0;
        List<Sending> sendings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Generator.Wire wire = generator.next();
            now += -Math.log(1 - random.nextDouble()) * pause;
            sendings.add(new Sending(
                    Duration.ofMillis((long) now),
                    wire.uri().split(":")[1],
                    wire.file(),
                    wire.kind() == Generator.Kind.REPEATED ? Sending.How.AGAIN : Sending.How.SOUND,
                    wire.json().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
        return sendings;
    }

    /** The same on a bad wire. Nothing is lost: a damaged document is followed by the sound one. */
    public static List<Sending> troubled(List<Sending> sound, Trouble trouble, long seed) {
        SplittableRandom random = new SplittableRandom(seed ^ 0x5EED);
        List<Sending> all = new ArrayList<>(sound.size());
        for (Sending sending : sound) {
            // Drawn for each, so that one kind of trouble does not change where another strikes.
            boolean late = random.nextDouble() < trouble.reorder();
            boolean again = random.nextDouble() < trouble.duplicates();
            boolean damaged = random.nextDouble() < trouble.faults();
            Duration delay = delay(random);
            Duration pause = delay(random);
            byte[] broken = damage(sending.bytes(), random);
            Sending sent = late
                    ? new Sending(
                            sending.at().plus(delay),
                            sending.provider(),
                            sending.name(),
                            Sending.How.LATE,
                            sending.bytes())
                    : sending;
            if (damaged) {
                all.add(new Sending(sent.at(), sent.provider(), sent.name(), Sending.How.DAMAGED, broken));
            }
            all.add(sent);
            if (again) {
                all.add(new Sending(
                        sent.at().plus(pause), sent.provider(), sent.name(), Sending.How.AGAIN, sent.bytes()));
            }
        }
        return ordered(all);
    }

    /** Stable: what is sent at one instant keeps its order. */
    private static List<Sending> ordered(List<Sending> sendings) {
        return sendings.stream().sorted(Comparator.comparing(Sending::at)).toList();
    }

    private static Duration delay(SplittableRandom random) {
        return Duration.ofMillis(1 + random.nextLong(LATEST.toMillis()));
    }

    private static byte[] damage(byte[] bytes, SplittableRandom random) {
        int kind = random.nextInt(3);
        int place = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
        int other = 1 + random.nextInt(255);
        if (bytes.length == 0 || kind == 0) {
            return new byte[0];
        }
        if (kind == 1) {
            return Arrays.copyOf(bytes, place);
        }
        byte[] damaged = bytes.clone();
        damaged[place] ^= (byte) other;
        return damaged;
    }
}
