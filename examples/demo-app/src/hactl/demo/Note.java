package hactl.demo;

import java.io.Serializable;

/** A class of the application, as a session attribute: only this application's class loader knows it. */
final class Note implements Serializable {
    private static final long serialVersionUID = 1L;
    private final String text;
    private final int number;
    private final Note next;

    Note(String text, int number, Note next) {
        this.text = text;
        this.number = number;
        this.next = next;
    }

    @Override
    public String toString() {
        return "Note(" + text + "," + number + "," + next + ")";
    }
}
