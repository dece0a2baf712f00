//! What has been measured, kept beside the chain so that a run can be continued.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use super::{Sizes, measure::Cost, storage::Item};

/// What was measured at one size.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stage {
	/// The size.
	pub sizes: Sizes,
	/// The number of the best block.
	pub blocks: u32,
	/// What each query costs, in the order of the queries.
	pub queries: Vec<Cost>,
	/// The state, by storage item.
	pub storage: Vec<Item>,
	/// Bytes of the database's files.
	pub database: u64,
}

/// Everything that was measured of one chain.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Figures {
	/// The size that the chain is to have in the end.
	pub sizes: Sizes,
	/// What was measured so far.
	pub stages: Vec<Stage>,
	#[serde(skip)]
	file: PathBuf,
}

impl Figures {
	/// Those of the chain in `folder`, or none.
	///
	/// # Errors
	/// When the chain was begun for another size, or the file is damaged.
	pub fn open(folder: &Path, sizes: Sizes) -> Result<Self> {
		let file = folder.join("figures.json");
		if !file.exists() {
			let new = Self { sizes, stages: Vec::new(), file };
			new.write()?;
			return Ok(new);
		}
		let named = file.display();
		let bytes = std::fs::read(&file).with_context(|| format!("cannot read {named}"))?;
		let found: Self = serde_json::from_slice(&bytes)
			.with_context(|| format!("{named} is damaged; remove the folder to begin anew"))?;
		ensure!(
			found.sizes == sizes,
			"the chain in {} was begun for {} devices and {} records; ask for these, or choose another folder",
			folder.display(),
			found.sizes.devices,
			found.sizes.records
		);
		Ok(Self { file, ..found })
	}

	/// Those of one size, if they have been measured.
	pub fn at(&self, sizes: Sizes) -> Option<&Stage> {
		self.stages.iter().find(|stage| stage.sizes == sizes)
	}

	/// Adds those of one size.
	///
	/// # Errors
	/// When they cannot be written.
	pub fn add(&mut self, stage: Stage) -> Result<()> {
		self.stages.push(stage);
		self.write()
	}

	fn write(&self) -> Result<()> {
		let cannot = || format!("cannot write {}", self.file.display());
		// A run that is cut short leaves the file as it was.
		let unfinished = self.file.with_extension("unfinished");
		std::fs::write(&unfinished, serde_json::to_vec_pretty(self)?).with_context(cannot)?;
		std::fs::rename(&unfinished, &self.file).with_context(cannot)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn figures_are_found_again_and_only_for_the_same_size() {
		let folder = tempfile::TempDir::new().unwrap();
		let sizes = Sizes { devices: 10, records: 100 };
		let mut figures = Figures::open(folder.path(), sizes).unwrap();
		assert!(figures.at(sizes).is_none());
		let stage = Stage { sizes, blocks: 7, queries: Vec::new(), storage: Vec::new(), database: 1 };
		figures.add(stage).unwrap();
		assert_eq!(Figures::open(folder.path(), sizes).unwrap().at(sizes).unwrap().blocks, 7);
		let other = Figures::open(folder.path(), Sizes { devices: 11, ..sizes }).unwrap_err().to_string();
		assert!(other.contains("10 devices and 100 records"), "{other}");
		std::fs::write(folder.path().join("figures.json"), "{").unwrap();
		assert!(Figures::open(folder.path(), sizes).unwrap_err().to_string().contains("damaged"));
	}
}
