//! The standard form of shared data off the chain: a table whose first column is time.
//!
//! Providers, gatekeepers and viewers hash the same bytes because the form leaves no choice: cells are typed, rows are in
//! order of time, and a real number is finite. [`Dataset::validate`] says what is wrong with a table.

extern crate alloc;
use alloc::{string::String, vec::Vec};

use codec::{Decode, Encode};
use sp_runtime::traits::{BlakeTwo256, Hash as _};

use super::{DataType, Summary, is_tag};
use crate::{Hash, Moment};

/// The name of the first column.
pub const TIME_COLUMN: &str = "at";

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Cell {
	/// No value.
	Null,
	/// A whole number.
	Integer(i64),
	/// The bits of a finite real number; [`Cell::real`] makes it.
	Real(u64),
	/// Text.
	Text(String),
	/// Bytes.
	Bytes(Vec<u8>),
}

impl Cell {
	/// A real number; none for infinities and what is not a number. Negative zero becomes zero.
	pub fn real(value: f64) -> Option<Self> {
		let value = if value == 0.0 { 0.0 } else { value };
		value.is_finite().then(|| Self::Real(value.to_bits()))
	}
}

/// A table of data.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Dataset {
	/// What kind of data.
	pub data_type: DataType,
	/// Random bytes that come with the data. Without them nobody can try out which data have a hash that stands on the chain, or
	/// see that two providers keep the same.
	pub salt: [u8; 32],
	/// The names of the columns; the first is [`TIME_COLUMN`].
	pub columns: Vec<String>,
	/// The rows; the first cell of each is its time in milliseconds since the Unix epoch.
	pub rows: Vec<Vec<Cell>>,
}

/// What is wrong with a table. Rows are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatError {
	/// The first column is not [`TIME_COLUMN`].
	NoTimeColumn,
	/// A column's name is not a tag.
	ColumnName(String),
	/// Two columns have this name.
	DuplicateColumn(String),
	/// There are no rows, or more than 2^32 − 1.
	RowCount(usize),
	/// This row has more or fewer cells than there are columns.
	RowWidth(usize),
	/// This row's time is not a whole number from 0 on.
	RowTime(usize),
	/// This row is older than the one before it.
	RowOrder(usize),
	/// This row has a real number that is infinite, not a number, or negative zero.
	RowNumber(usize),
}

impl Dataset {
	/// Whether the table is in the standard form; the times of its first and last row if it is.
	///
	/// # Errors
	/// The first fault, columns before rows.
	pub fn validate(&self) -> Result<(Moment, Moment), FormatError> {
		if self.columns.first().map(String::as_str) != Some(TIME_COLUMN) {
			return Err(FormatError::NoTimeColumn);
		}
		for (index, name) in self.columns.iter().enumerate() {
			if !is_tag(name.as_bytes()) {
				return Err(FormatError::ColumnName(name.clone()));
			}
			if self.columns.iter().take(index).any(|earlier| earlier == name) {
				return Err(FormatError::DuplicateColumn(name.clone()));
			}
		}
		let (mut first, mut last) = (None, 0);
		for (index, row) in self.rows.iter().enumerate() {
			if row.len() != self.columns.len() {
				return Err(FormatError::RowWidth(index));
			}
			let time = match row.first() {
				Some(Cell::Integer(time)) => Moment::try_from(*time).map_err(|_| FormatError::RowTime(index))?,
				_ => return Err(FormatError::RowTime(index)),
			};
			if time < last {
				return Err(FormatError::RowOrder(index));
			}
			if row.iter().any(
				|cell| matches!(cell, Cell::Real(bits) if Cell::real(f64::from_bits(*bits)).as_ref() != Some(cell)),
			) {
				return Err(FormatError::RowNumber(index));
			}
			first.get_or_insert(time);
			last = time;
		}
		match first {
			Some(first) if u32::try_from(self.rows.len()).is_ok() => Ok((first, last)),
			_ => Err(FormatError::RowCount(self.rows.len())),
		}
	}

	/// The hash that a record carries for the result of a query.
	pub fn hash(&self) -> Hash {
		BlakeTwo256::hash_of(&(b"bpiiot/result/1", self))
	}

	/// The summary index of the table, which says nothing about the data to one who does not have them.
	///
	/// # Errors
	/// When the table is not in the standard form.
	pub fn summary(&self) -> Result<Summary, FormatError> {
		let (from, until) = self.validate()?;
		let rows = u32::try_from(self.rows.len()).map_err(|_| FormatError::RowCount(self.rows.len()))?;
		let index = (b"bpiiot/index/1", self.salt, self.data_type, &self.columns, rows, from, until);
		Ok(Summary { rows, from, until, index: BlakeTwo256::hash_of(&index) })
	}
}
