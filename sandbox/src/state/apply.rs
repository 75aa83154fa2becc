//! How changes are carried out, and the lists kept in step with the rows.

use std::cmp::Reverse;
use std::time::Duration;

use super::table::insert;
use super::{Change, Directory, DirectoryFile, Due, Key, State, StoredFile};
use crate::jobs::{Items, Job};

impl State {
    /// Carries a change out, and keeps the lists in step.
    pub(crate) fn apply(&mut self, change: Change, now: Duration) {
        match change {
            Change::Directory(directory) => self.apply_directory(directory),
            Change::File(file) => self.apply_file(file),
            Change::DirectoryFile(file) => self.apply_directory_file(file),
            Change::Job(job) => self.apply_job(job, now),
            Change::Dispatch(id, items) => {
                let Some(place) = self.jobs.place(&id) else { return };
                if let Some(job) = self.jobs.at_mut(place) {
                    job.items = Some(items);
                }
                self.list_items(place);
            }
            Change::Stop(id, stop) => {
                let Some(place) = self.jobs.place(&id) else { return };
                if let Some(job) = self.jobs.at_mut(place) {
                    job.stop = Some(stop);
                }
                self.refile(place, now);
            }
            Change::Fate(name, fate) => drop(self.fates.insert(name, fate)),
            // It is the clock's.
            Change::Advance(_) => {}
        }
    }

    fn apply_directory(&mut self, directory: Directory) {
        let (project, name) = (directory.project_id.clone(), directory.name.clone());
        let (expires, is_present) = (directory.expires, directory.deleted.is_none());
        let (place, before) = self.directories.put(directory);
        if let Some(before) = &before {
            self.index.remove(Key::Directory(&before.project_id, &before.name), place);
        } else if let Some(at) = expires {
            self.due.push(Reverse((at, Due::Directory(place))));
        }
        self.index.add(Key::Directory(&project, &name), place);
        let group = self.directories_of.entry(project).or_default();
        group.put(place, before.is_none(), is_present);
    }

    fn apply_file(&mut self, file: StoredFile) {
        let (project, is_present) = (file.project_id.clone(), !file.deleted);
        let (name, external_id) = (file.name.clone(), file.external_file_id.clone());
        let (place, before) = self.files.put(file);
        if before.is_none() {
            self.index.add(Key::FileName(&project, &name), place);
            if let Some(id) = &external_id {
                self.index.add(Key::ExternalId(&project, id), place);
            }
        }
        let group = self.files_of.entry(project).or_default();
        group.put(place, before.is_none(), is_present);
    }

    fn apply_directory_file(&mut self, file: DirectoryFile) {
        let (directory, is_present) = (file.directory_id.clone(), file.deleted.is_none());
        let new_place = self.directory_files.iter().len();
        if self.directory_files.place(&file.id).is_none() {
            self.index.add(Key::UniqueId(&directory, &file.unique_id), new_place);
            self.index.add(Key::DisplayName(&directory, &file.display_name), new_place);
            self.index.add(Key::FileId(&directory, &file.file_id), new_place);
        }
        let (place, before) = self.directory_files.put(file);
        let group = self.files_in.entry(directory).or_default();
        group.put(place, before.is_none(), is_present);
    }

    fn apply_job(&mut self, job: Job, now: Duration) {
        let (project, directory) = (job.project_id.clone(), job.directory_id.clone());
        let kind = job.kind.clone();
        let (place, before) = self.jobs.put(job);
        if before.is_some() {
            return;
        }
        let by_kind = self.jobs_by.entry(project.clone()).or_default();
        insert(by_kind.entry(kind).or_default(), place);
        self.jobs_of.entry(project).or_default().push(place);
        if let Some(directory) = directory {
            self.index.add(Key::JobsOver(&directory), place);
        }
        self.list_items(place);
        self.refile(place, now);
        self.await_next(place, now);
    }

    fn list_items(&mut self, place: usize) {
        let Some(job) = self.jobs.at(place) else { return };
        for (number, item) in job.items.iter().flat_map(Items::iter).enumerate() {
            self.index.add(Key::Item(&item.id), self.items.len());
            self.index.add(Key::ParseJob(&item.parse_job_id), self.items.len());
            self.items.push((place, number));
        }
    }

    /// Lists a job under the status that it has now.
    pub(crate) fn refile(&mut self, place: usize, now: Duration) {
        let Some(job) = self.jobs.at(place) else { return };
        let status = job.status(now);
        let before = self.statuses.insert(place, status);
        if before == Some(status) {
            return;
        }
        let of_project = self.jobs_by.entry(job.project_id.clone()).or_default();
        if let Some(places) = before.and_then(|before| of_project.get_mut(before))
            && let Ok(at) = places.binary_search(&place)
        {
            places.remove(at);
        }
        insert(of_project.entry(status.to_owned()).or_default(), place);
    }

    /// Remembers when a job next changes by itself.
    pub(crate) fn await_next(&mut self, place: usize, now: Duration) {
        if let Some(at) = self.jobs.at(place).and_then(|job| job.next_change(now)) {
            self.due.push(Reverse((at, Due::Job(place))));
        }
    }

    /// Takes what has become due by now, the earliest first.
    pub(crate) fn next_due(&mut self, now: Duration) -> Option<Due> {
        let Reverse((at, _)) = self.due.peek()?;
        if *at > now {
            return None;
        }
        self.due.pop().map(|Reverse((_, due))| due)
    }

    pub(crate) fn expire(&mut self, place: usize) {
        let project = self.directories.at(place).map(|directory| directory.project_id.as_str());
        if let Some(group) = project.and_then(|project| self.directories_of.get_mut(project)) {
            group.present.remove(&place);
        }
    }
}
