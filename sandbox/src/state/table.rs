//! Rows, and how they are found without a look at all of them.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, Hash};

/// Rows in the order in which they were made, found by their id. A row keeps its place for ever.
#[derive(Debug)]
pub(crate) struct Table<T> {
    rows: Vec<T>,
    places: HashMap<String, usize>,
}

/// What a [`Table`] holds.
pub(crate) trait Row {
    fn id(&self) -> &str;
}

impl<T: Row> Table<T> {
    /// Adds a row at the end, or puts it where the one of its id stands; its place, and that one.
    pub(super) fn put(&mut self, row: T) -> (usize, Option<T>) {
        let end = self.rows.len();
        let place = *self.places.entry(row.id().to_owned()).or_insert(end);
        match self.rows.get_mut(place) {
            Some(before) => (place, Some(std::mem::replace(before, row))),
            None => {
                self.rows.push(row);
                (place, None)
            }
        }
    }

    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    pub(crate) fn at(&self, place: usize) -> Option<&T> {
        self.rows.get(place)
    }

    pub(super) fn at_mut(&mut self, place: usize) -> Option<&mut T> {
        self.rows.get_mut(place)
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.at(self.place(id)?)
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), places: HashMap::new() }
    }
}

/// The places of the rows that belong together: all of them, and those that are not gone.
#[derive(Debug, Default)]
pub(crate) struct Group {
    pub(crate) all: Vec<usize>,
    pub(crate) present: BTreeSet<usize>,
}

impl Group {
    pub(super) fn put(&mut self, place: usize, is_new: bool, is_present: bool) {
        if is_new {
            self.all.push(place);
        }
        if is_present {
            self.present.insert(place);
        } else {
            self.present.remove(&place);
        }
    }
}

/// Where rows of a key may be. Of the keys only hashes are kept, as there are many: whoever looks
/// something up has to check what is found.
#[derive(Debug, Default)]
pub(crate) struct Index {
    places: HashMap<u64, Vec<usize>>,
    hasher: RandomState,
}

impl Index {
    pub(super) fn add(&mut self, key: impl Hash, place: usize) {
        insert(self.places.entry(self.hasher.hash_one(key)).or_default(), place);
    }

    pub(super) fn remove(&mut self, key: impl Hash, place: usize) {
        if let Some(places) = self.places.get_mut(&self.hasher.hash_one(key)) {
            places.retain(|other| *other != place);
        }
    }

    /// In the order in which they were made.
    pub(crate) fn find(&self, key: impl Hash) -> &[usize] {
        self.places.get(&self.hasher.hash_one(key)).map_or(&[], Vec::as_slice)
    }
}

/// Puts a place among others where it belongs.
pub(super) fn insert(places: &mut Vec<usize>, place: usize) {
    if let Err(at) = places.binary_search(&place) {
        places.insert(at, place);
    }
}
