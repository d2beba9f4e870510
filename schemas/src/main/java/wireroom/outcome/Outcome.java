package wireroom.outcome;

import java.util.List;

/** What became of an input: accepted with a value, or rejected with a reason. Expected failures are values. */
public sealed interface Outcome<T> {

    /** The value, ready for the next step. */
    record Accepted<T>(T value) implements Outcome<T> {}

    /** The refusal, ready for {@code rejects}. */
    record Rejected<T>(Reject reject) implements Outcome<T> {}

    static <T> Outcome<T> accept(T value) {
        return new Accepted<>(value);
    }

    static <T> Outcome<T> reject(RejectCode code, String detail, String mend) {
        return new Rejected<>(new Reject(code, detail, mend));
    }

    /** The value as a list of one, or an empty list: made for {@code flatMapValues}. */
    default List<T> accepted() {
        return switch (this) {
            case Accepted<T> a -> List.of(a.value());
            case Rejected<T> ignored -> List.of();
        };
    }

    /** The refusal as a list of one, or an empty list. */
    default List<Reject> rejected() {
        return switch (this) {
            case Accepted<T> ignored -> List.of();
            case Rejected<T> r -> List.of(r.reject());
        };
    }
}
