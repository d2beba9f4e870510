/** Judges the steps of enrichment on labelled files: each kind reads its files and gives a {@link wireroom.app.evaluate.Judgement}. */
package wireroom.app.evaluate;
