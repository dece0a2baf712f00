//! The standard form of shared data off the chain: a table whose first column is time.
//!
//! Providers, gatekeepers and viewers hash the same bytes because the form leaves no choice: the cells of a column have one type,
//! rows are in order of time, those of one time in the order of their SCALE encoding, none is there twice, and a real number is
//! finite. [`Dataset::sort`] puts rows into that order, and [`Dataset::validate`] says what is wrong with a table.

extern crate alloc;
use alloc::{string::String, vec, vec::Vec};
use core::mem::{Discriminant, discriminant};

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
	/// This row is older than the one before it, or of the same time and before it in the order of their encoding, or the same.
	RowOrder(usize),
	/// This row has a cell of another type than those above it in its column. No value fits every type.
	RowType(usize),
	/// This row has a real number that is infinite, not a number, or negative zero.
	RowNumber(usize),
}

impl Dataset {
	/// Puts the rows in order, and leaves out those that are there twice. Rows without a time come first; `validate` finds them.
	pub fn sort(&mut self) {
		self.rows.sort_by_cached_key(|row| order(row));
		self.rows.dedup();
	}

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
		let (mut first, mut until) = (None, 0);
		let mut last: Option<(Option<i64>, Vec<u8>)> = None;
		let mut types: Vec<Option<Discriminant<Cell>>> = vec![None; self.columns.len()];
		for (index, row) in self.rows.iter().enumerate() {
			if row.len() != self.columns.len() {
				return Err(FormatError::RowWidth(index));
			}
			let time = match row.first() {
				Some(Cell::Integer(time)) => Moment::try_from(*time).map_err(|_| FormatError::RowTime(index))?,
				_ => return Err(FormatError::RowTime(index)),
			};
			let place = order(row);
			if last.as_ref().is_some_and(|last| *last >= place) {
				return Err(FormatError::RowOrder(index));
			}
			for (cell, known) in row.iter().zip(&mut types) {
				if *cell != Cell::Null && *known.get_or_insert(discriminant(cell)) != discriminant(cell) {
					return Err(FormatError::RowType(index));
				}
			}
			if row.iter().any(
				|cell| matches!(cell, Cell::Real(bits) if Cell::real(f64::from_bits(*bits)).as_ref() != Some(cell)),
			) {
				return Err(FormatError::RowNumber(index));
			}
			first.get_or_insert(time);
			last = Some(place);
			until = time;
		}
		match first {
			Some(first) if u32::try_from(self.rows.len()).is_ok() => Ok((first, until)),
			_ => Err(FormatError::RowCount(self.rows.len())),
		}
	}

	/// The hash that a record carries for the result of a query.
	///
	/// # Errors
	/// When the table is not in the standard form: its hash would be that of one form among several.
	pub fn hash(&self) -> Result<Hash, FormatError> {
		self.validate()?;
		Ok(BlakeTwo256::hash_of(&(b"bpiiot/result/1", self)))
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

/// By what rows are put in order: time, then the encoding of the whole row.
fn order(row: &[Cell]) -> (Option<i64>, Vec<u8>) {
	let time = match row.first() {
		Some(Cell::Integer(time)) => Some(*time),
		_ => None,
	};
	(time, row.encode())
}
