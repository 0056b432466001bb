//! How far a learner has come in which lessons: a line of text for each, kept on the device.

use super::Walk;
use crate::session::document::contents::Entry;
use crate::view::words::file_stem;

/// How far a learner has come in one lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The lesson.
    name: String,
    /// How many stops were come to.
    pub reached: usize,
    /// How many there are.
    pub stops: usize,
    /// For each question: `r` for right, `w` for wrong, `-` for not answered.
    answers: String,
}

/// How far a learner has come in all lessons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    marks: Vec<Mark>,
}

impl Mark {
    /// How many questions were answered rightly.
    pub fn right(&self) -> usize {
        self.answers.matches('r').count()
    }

    /// Whether the lesson was gone through.
    pub fn is_done(&self) -> bool {
        self.reached >= self.stops
    }
}

impl Progress {
    /// Reads what was kept. What makes no sense is left out.
    pub fn read(text: &str) -> Progress {
        let mark = |line: &str| {
            let mut words = line.split(' ');
            Some(Mark {
                name: words.next().filter(|name| !name.is_empty())?.to_owned(),
                reached: words.next()?.parse().ok()?,
                stops: words.next()?.parse().ok()?,
                answers: words.next()?.to_owned(),
            })
        };
        Progress { marks: text.split('\n').filter_map(mark).collect() }
    }

    /// Writes it.
    pub fn write(&self) -> String {
        let mut text = String::new();
        for Mark { name, reached, stops, answers } in &self.marks {
            text += &format!("{name} {reached} {stops} {answers}\n");
        }
        text
    }

    /// Notes how far a lesson has come: farther than before, and answers that are new.
    pub fn note(&mut self, walk: &Walk) {
        let answers = walk.marks().map(|mark| match mark {
            Some(true) => 'r',
            Some(false) => 'w',
            None => '-',
        });
        let answers: String = answers.collect();
        let name = walk.name();
        let reached = (walk.place() + 1).min(walk.len());
        match self.marks.iter_mut().find(|mark| mark.name == name) {
            Some(mark) => {
                mark.reached = mark.reached.max(reached);
                mark.stops = walk.len();
                // An answer of an earlier visit counts until there is a new one.
                let old = mark.answers.chars().chain(core::iter::repeat('-'));
                let new = answers.chars().zip(old);
                mark.answers = new.map(|(new, old)| if new == '-' { old } else { new }).collect();
            }
            None => self.marks.push(Mark { name, reached, stops: walk.len(), answers }),
        }
    }

    /// How far a lesson of the contents has come; none if it was never opened.
    pub fn of(&self, entry: &Entry) -> Option<&Mark> {
        let name = file_stem(&entry.title);
        self.marks.iter().find(|mark| mark.name == name)
    }

    /// Whether nothing was done yet.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }
}

/// Whether a lesson fits what is looked for: every word stands somewhere in what is said of it.
pub fn fits(entry: &Entry, search: &str) -> bool {
    let Entry { title, description, head, .. } = entry;
    let mut all = format!("{title} {description} {} {} ", head.chapter, head.terms.join(" "));
    for text in [&head.problem, &head.technique, &head.advantage] {
        all += text;
        all.push(' ');
    }
    for section in &head.sections {
        all += &format!("§{section} ");
    }
    let all = all.to_lowercase();
    search.to_lowercase().split_whitespace().all(|word| all.contains(word))
}
