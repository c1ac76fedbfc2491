package hactl.demo;

/** An enum of the application, as a session attribute. */
enum Colour { RED, GREEN, BLUE }
