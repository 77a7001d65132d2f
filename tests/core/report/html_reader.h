// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace sparsescope {

/// One tag of a page, as a browser's tokenizer sees it.
struct HtmlTag {
    std::string name;               ///< Lower case; closing tags begin with '/'.
    std::map<std::string, std::string> attributes;
};

struct HtmlPage {
    std::vector<HtmlTag> tags;
    std::string text;               ///< Everything between tags, entities as they are; styles left out.
    std::string style;
};

/// Reads a page by the states of the HTML standard's tokenizer that our own pages can reach: data, tags, attributes
/// quoted or not, comments, and the raw text of <style> and <title>. Anything else throws.
class HtmlReader {
public:
    explicit HtmlReader(const std::string& html) : m_html(html) {}

    HtmlPage read()
    {
        while (m_at < m_html.size()) {
            if (m_html[m_at] != '<')
                m_page.text += m_html[m_at++];
            else if (m_html.compare(m_at, 2, "<!") == 0)
                skipDeclaration();
            else if (isLetter(m_at + 1) || (m_html.compare(m_at, 2, "</") == 0 && isLetter(m_at + 2)))
                readTag();
            else
                throw std::runtime_error("a lone < in the text");
        }
        return m_page;
    }

private:
    bool isLetter(std::size_t at) const
    {
        const char c = at < m_html.size() ? static_cast<char>(m_html[at] | 0x20) : '\0';
        return c >= 'a' && c <= 'z';
    }
    bool isSpace() const { return std::string(" \t\n\r\f").find(m_html.at(m_at)) != std::string::npos; }

    void skipDeclaration()
    {
        if (m_html.compare(m_at, 15, "<!DOCTYPE html>") != 0)
            throw std::runtime_error("a comment or unknown declaration");
        m_at += 15;
    }

    std::string word()
    {
        std::string out;
        while (!isSpace() && m_html.at(m_at) != '>' && m_html.at(m_at) != '='
               && (m_html.at(m_at) != '/' || out.empty()))
            out += static_cast<char>(m_html[m_at] >= 'A' && m_html[m_at] <= 'Z' ? m_html[m_at] | 0x20 : m_html[m_at]),
                ++m_at;
        return out;
    }

    std::string value()
    {
        const char quote = m_html.at(m_at);
        if (quote != '"' && quote != '\'')
            throw std::runtime_error("an attribute without quotes");
        const std::size_t end = m_html.find(quote, m_at + 1);
        const std::string out = m_html.substr(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        return out;
    }

    void readTag()
    {
        ++m_at;
        HtmlTag tag{word(), {}};
        while (true) {
            while (isSpace() || m_html.at(m_at) == '/')
                ++m_at;
            if (m_html.at(m_at) == '>')
                break;
            const std::string name = word();
            const bool hasValue = m_html.at(m_at) == '=';
            m_at += hasValue ? 1 : 0;
            tag.attributes[name] = hasValue ? value() : "";
        }
        ++m_at;
        if (tag.name == "style") {
            const std::size_t end = m_html.find("</style", m_at);
            m_page.style += m_html.substr(m_at, end - m_at);
            m_at = end;
        }
        m_page.tags.push_back(std::move(tag));
    }

    const std::string& m_html;
    std::size_t m_at = 0;
    HtmlPage m_page;
};

}  // namespace sparsescope
