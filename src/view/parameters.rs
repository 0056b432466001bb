//! What the page's address asks for, in the manner of PhET's simulations:
//! `?scenario=shopping-cart&seed=7&autoplay&speed=20&theme=projector&embed&wordless`.
//!
//! | parameter | meaning |
//! |---|---|
//! | `scenario=NAME` | the scenario of this name that comes with the page |
//! | `lesson=NAME` | the lesson of this name |
//! | `beat=NUMBER` | the lesson begins at this of its texts and questions, from 1 |
//! | `locked` | nothing can be done but go through the lesson, move time and look |
//! | `presenter` | with the notes for who presents the lesson |
//! | `answers=hidden` | whether an answer is right is kept back |
//! | `author` | lessons can be written |
//! | `seed=NUMBER` | another seed for it, or for the opening story |
//! | `autoplay` | time runs at once |
//! | `speed=NUMBER` | so many simulated milliseconds a second |
//! | `theme=NAME` | `system`, `light`, `dark` or `projector` |
//! | `embed` | nothing but the stage and the buttons of time; nothing is remembered |
//! | `wordless` | no sentences and no words where a sign suffices, for any language |
//!
//! What makes no sense is told in one message, and the page does without it.

/// The longest name of a scenario.
const NAME_LETTERS_MAX: usize = 60;

/// No lesson has so many texts and questions.
const BEATS_MAX: usize = 999;

/// How much of a wrong parameter is shown.
const SHOWN_LETTERS: usize = 30;

/// Of so many wrong parameters it is told what is wrong; the others are counted.
const COMPLAINTS_MAX: usize = 7;

/// What an address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// The name of a scenario, or of a lesson, that comes with the page.
    pub scenario: Option<String>,
    /// Whether it is a lesson.
    pub lesson: bool,
    /// At which of its texts and questions the lesson begins, from 0.
    pub beat: Option<usize>,
    /// Whether nothing can be done but go through the lesson, move time and look.
    pub locked: bool,
    /// Whether notes for who presents the lesson are shown.
    pub presenter: bool,
    /// Whether the answers to questions are kept back.
    pub answers_hidden: bool,
    /// Whether lessons can be written.
    pub author: bool,
    /// Another seed.
    pub seed: Option<u64>,
    /// Whether time runs at once.
    pub autoplay: bool,
    /// Simulated milliseconds a second.
    pub speed: Option<u32>,
    /// The name of the colours.
    pub theme: Option<String>,
    /// Whether only the stage and the buttons of time are shown.
    pub embed: bool,
    /// Whether words are left out.
    pub wordless: bool,
}

impl Parameters {
    /// Reads the part of an address behind the `?`, with or without it. What is wrong comes with
    /// it as one message. `speeds` and `themes` are those that there are.
    pub fn read(query: &str, speeds: &[u32], themes: &[&str]) -> (Parameters, Option<String>) {
        let mut parameters = Parameters::default();
        let mut complaints = Vec::new();
        let query = query.strip_prefix('?').unwrap_or(query);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let result = parameters.take(&name, &value, speeds, themes);
            complaints.extend(result.err());
        }
        let more = complaints.len().saturating_sub(COMPLAINTS_MAX);
        complaints.truncate(COMPLAINTS_MAX);
        if more > 0 {
            complaints.push(format!("Of the others {more} make no sense either."));
        }
        let message = (!complaints.is_empty()).then(|| {
            format!("The page’s address: {} The page goes on without that.", complaints.join(" "))
        });
        (parameters, message)
    }

    #[inline(never)]
    fn take(
        &mut self,
        name: &str,
        value: &str,
        speeds: &[u32],
        themes: &[&str],
    ) -> Result<(), String> {
        let shown = shown(value);
        match name {
            "scenario" | "lesson" => {
                let letter = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-';
                let fits = (1..=NAME_LETTERS_MAX).contains(&value.len());
                if !fits || !value.bytes().all(letter) {
                    return Err(format!(
                        "“{name}={shown}” is no name: names are of letters, digits and hyphens."
                    ));
                }
                self.scenario = Some(value.to_owned());
                self.lesson = name == "lesson";
            }
            "seed" => {
                let seed = value.parse().map_err(|_| {
                    format!("“seed={shown}” is no seed: it must be a whole number below 2^64.")
                })?;
                self.seed = Some(seed);
            }
            "speed" => {
                let speed = value.parse().ok().filter(|speed| speeds.contains(speed));
                self.speed = Some(speed.ok_or_else(|| {
                    let speeds: Vec<String> = speeds.iter().map(u32::to_string).collect();
                    format!("“speed={shown}” is no speed; there are {}.", speeds.join(", "))
                })?);
            }
            "theme" => {
                let theme = themes.iter().find(|theme| **theme == value).ok_or_else(|| {
                    format!("“theme={shown}” is no theme; there are {}.", themes.join(", "))
                })?;
                self.theme = Some((*theme).to_owned());
            }
            "answers" => {
                self.answers_hidden = match value {
                    "hidden" => true,
                    "shown" => false,
                    _ => {
                        return Err(format!("“answers={shown}”: write “hidden” or “shown”."));
                    }
                }
            }
            "beat" => {
                let beat = value.parse().ok().filter(|beat| (1..=BEATS_MAX).contains(beat));
                self.beat = Some(beat.map(|beat: usize| beat - 1).ok_or_else(|| {
                    format!("“beat={shown}”: write a number from 1 to {BEATS_MAX}.")
                })?);
            }
            "author" => self.author = flag(name, value)?,
            "locked" => self.locked = flag(name, value)?,
            "presenter" => self.presenter = flag(name, value)?,
            "autoplay" => self.autoplay = flag(name, value)?,
            "embed" => self.embed = flag(name, value)?,
            "wordless" => self.wordless = flag(name, value)?,
            unknown => {
                return Err(format!(
                    "“{}” is unknown; there are scenario, lesson, seed, autoplay, speed, theme, \
                     embed, wordless, beat, locked, presenter, answers and author.",
                    self::shown(unknown)
                ));
            }
        }
        Ok(())
    }
}

fn flag(name: &str, value: &str) -> Result<bool, String> {
    match value {
        "" | "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        other => {
            Err(format!("“{name}={}” is neither on nor off: write “{name}” alone.", shown(other)))
        }
    }
}

/// The beginning of something wrong, without what would not be seen.
fn shown(text: &str) -> String {
    let plain: String = text.chars().filter(|letter| !letter.is_control()).collect();
    super::words::shortened(&plain, SHOWN_LETTERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEEDS: [u32; 2] = [10, 20];
    const THEMES: [&str; 2] = ["light", "projector"];

    fn read(query: &str) -> (Parameters, Option<String>) {
        Parameters::read(query, &SPEEDS, &THEMES)
    }

    #[test]
    fn every_parameter_is_taken() {
        let (parameters, complaint) = read(
            "?lesson=read-repair&seed=18446744073709551615&autoplay&speed=20&theme=projector&embed=true&wordless=1&beat=3&locked&presenter&answers=hidden&author",
        );
        assert_eq!(complaint, None);
        let expected = Parameters {
            scenario: Some("read-repair".to_owned()),
            lesson: true,
            beat: Some(2),
            author: true,
            locked: true,
            presenter: true,
            answers_hidden: true,
            seed: Some(u64::MAX),
            autoplay: true,
            speed: Some(20),
            theme: Some("projector".to_owned()),
            embed: true,
            wordless: true,
        };
        assert_eq!(parameters, expected);
        assert_eq!(read(""), (Parameters::default(), None));
        assert_eq!(read("?autoplay=false").0, Parameters::default());
    }

    #[test]
    fn everything_wrong_is_told_at_once_and_left_out() {
        let (parameters, complaint) = read(
            "?seed=-1&speed=11&theme=dark%22%3E&scenario=../../x&embed=perhaps&beat=0&speling=1&autoplay",
        );
        assert_eq!(parameters, Parameters { autoplay: true, ..Parameters::default() });
        let complaint = complaint.unwrap();
        for part in [
            "seed=-1",
            "speed=11",
            "there are 10, 20",
            "theme=dark\">",
            "scenario=../../x",
            "embed=perhaps",
            "beat=0",
            "“speling”",
        ] {
            assert!(complaint.contains(part), "{part}: {complaint}");
        }
    }

    #[test]
    fn of_too_much_that_is_wrong_the_rest_is_counted() {
        let (_, complaint) = read(&"x&".repeat(COMPLAINTS_MAX + 93));
        let complaint = complaint.unwrap();
        assert!(complaint.contains("Of the others 93 make no sense either."), "{complaint}");
        assert!(complaint.chars().count() < 1_500, "{complaint}");
    }

    #[test]
    fn what_is_wrong_is_shown_at_most_in_part() {
        let (_, complaint) = read(&format!("{}=1&x%00%0a=%ff%fe", "n".repeat(5_000)));
        assert!(complaint.unwrap().chars().count() < 500);
    }
}
