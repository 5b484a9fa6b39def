//! How a view stands in its column: its JSON as one LZ4 block, a third of its length. An order is folded as often as something
//! is heard of it, and each time its view is written whole, to the log and from there to the file: with many orders stored
//! that is most of what reaches the disk.
//!
//! Layout: [`LZ4`], the length of the JSON (4 bytes, little-endian), the block. A column that holds text was written before
//! there was this, and is the JSON itself (which never begins with that mark); it is packed with the order's next fold.

use std::sync::Arc;

use crate::{
    domain::view::View,
    store::{StoreError, StoreResult, sqlite::error::unreadable},
};

/// What a packed column begins with.
const LZ4: u8 = 1;
/// Bytes before the block.
const HEAD: usize = 5;
/// Longer views (bytes of JSON) are not read: nothing that is folded comes near (`TOO_MUCH_AROUND`), and a broken length must
/// not ask for all memory.
const LONGEST: usize = 256 << 20;

/// The column of this view.
pub(super) fn pack(view: &View) -> StoreResult<Vec<u8>> {
    let json = serde_json::to_vec(view).map_err(|error| unreadable("a view", error))?;
    let too_long = || StoreError::Failed(format!("a view of {} bytes is longer than {LONGEST}", json.len()));
    let length = u32::try_from(json.len()).ok().filter(|_| json.len() <= LONGEST).ok_or_else(too_long)?;
    let mut column = Vec::with_capacity(HEAD + json.len() / 2);
    column.push(LZ4);
    column.extend(length.to_le_bytes());
    column.extend(lz4_flex::block::compress(&json));
    Ok(column)
}

/// The view of this column, and how long its JSON is (bytes).
pub(super) fn unpack(column: &[u8]) -> StoreResult<(Arc<View>, usize)> {
    let json = match column.split_first_chunk::<HEAD>() {
        Some(([LZ4, length @ ..], block)) => block_of(block, *length)?,
        _ => return read(column),
    };
    read(&json)
}

fn block_of(block: &[u8], length: [u8; 4]) -> StoreResult<Vec<u8>> {
    let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
    if length > LONGEST {
        return Err(unreadable("a view", format!("it says that it has {length} bytes")));
    }
    lz4_flex::block::decompress(block, length).map_err(|error| unreadable("a view", error))
}

fn read(json: &[u8]) -> StoreResult<(Arc<View>, usize)> {
    let view = serde_json::from_slice(json).map_err(|error| unreadable("a view", error))?;
    Ok((Arc::new(view), json.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fold::testing::World;

    fn view() -> View {
        World::shipped(3).0.view()
    }

    #[test]
    fn a_view_comes_back_as_it_was_and_takes_less_room() {
        let json = serde_json::to_vec(&view()).unwrap();
        let column = pack(&view()).unwrap();
        assert!(column.len() < json.len(), "{} of {}", column.len(), json.len());
        let (read, length) = unpack(&column).unwrap();
        assert_eq!((&*read, length), (&view(), json.len()));
    }

    #[test]
    fn a_column_of_an_older_store_is_read_as_it_is() {
        let json = serde_json::to_vec(&view()).unwrap();
        assert_eq!(*unpack(&json).unwrap().0, view());
    }

    #[test]
    fn a_broken_column_is_an_error_and_no_panic() {
        let column = pack(&view()).unwrap();
        for cut in [0, 1, HEAD - 1, HEAD, column.len() / 2, column.len() - 1] {
            assert!(unpack(column.get(..cut).unwrap()).is_err(), "{cut}");
        }
        let mut long = column;
        long[1..HEAD].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(unpack(&long).is_err());
    }
}
