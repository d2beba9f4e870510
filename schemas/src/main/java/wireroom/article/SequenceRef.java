package wireroom.article;

import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.model.AltId;
import wireroom.model.Sequence;
import wireroom.model.WireItem;

/**
 * What a wire calls an item of a day: {@code dpa 157}, {@code V9991}. Kills and holds by text name their target so;
 * numbers start again every day or at their maximum, so that without a day the latest item before the notice is meant.
 *
 * @param service letters; in lower case, unless it is a single letter, where the case tells two wires apart
 * @param number from 0
 * @param day of the provider, in its own zone; empty when it is not said
 */
public record SequenceRef(String service, long number, Optional<LocalDate> day) {
    /** Role of an {@link AltId} that holds a reference by which others may name the item. */
    public static final String ROLE = "reference";

    private static final Pattern TEXT =
            Pattern.compile("(\\p{L}[\\p{L}\\p{M}.-]{0,15}?)[ -]?(\\d{1,9})(?:@(\\d{4}-\\d{2}-\\d{2}))?");

    public SequenceRef {
        String stripped = Normalizer.normalize(service.strip(), Normalizer.Form.NFC);
        service = stripped.length() > 1 ? stripped.toLowerCase(Locale.ROOT) : stripped;
        if (service.isEmpty() || number < 0) {
            throw new IllegalArgumentException("a reference needs a service and a number from 0: " + service + number);
        }
    }

    /** Without a day. */
    public static SequenceRef of(String service, long number) {
        return new SequenceRef(service, number, Optional.empty());
    }

    /** With a day when the sequence has one. */
    public static SequenceRef of(Sequence sequence) {
        return new SequenceRef(sequence.getService(), sequence.getNumber(), day(sequence.getProviderDay()));
    }

    /** Reads {@code dpa 0157}, {@code dpa0157}, {@code V9991} and what {@link #toString} writes; empty when it is none. */
    public static Optional<SequenceRef> parse(String text) {
        Matcher m = TEXT.matcher(text.strip());
        if (!m.matches()) {
            return Optional.empty();
        }
        return Optional.of(new SequenceRef(m.group(1), Long.parseLong(m.group(2)), day(m.group(3))));
    }

    /** Every reference by which others may name this item: its sequence, and alternative ids of role {@link #ROLE}. */
    public static List<SequenceRef> of(WireItem item) {
        List<SequenceRef> all = new ArrayList<>();
        if (item.getSequence() != null && !item.getSequence().getService().isBlank()) {
            all.add(of(item.getSequence()));
        }
        for (AltId id : item.getAltIds()) {
            if (id.getRole().equals(ROLE)) {
                parse(id.getValue()).filter(ref -> !all.contains(ref)).ifPresent(all::add);
            }
        }
        return all;
    }

    /** Whether both may name one item: same service and number, and no two different days. */
    public boolean matches(SequenceRef other) {
        return service.equals(other.service)
                && number == other.number
                && (day.isEmpty() || other.day.isEmpty() || day.equals(other.day));
    }

    /** The same on a day. */
    public SequenceRef on(LocalDate other) {
        return new SequenceRef(service, number, Optional.of(other));
    }

    /** {@code dpa 157}, {@code V 9991@2026-11-20}. */
    @Override
    public String toString() {
        return service + " " + number + day.map(d -> "@" + d).orElse("");
    }

    private static Optional<LocalDate> day(String iso) {
        try {
            return Optional.ofNullable(iso).map(LocalDate::parse);
        } catch (DateTimeException notADay) {
            return Optional.empty();
        }
    }
}
